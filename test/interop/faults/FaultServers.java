import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS servers on Java's own TLS, which is ThingsBoard's: a port for each order. An order is a line of words
 * "name=value": cert, key, trust and crl are PEM files, versions and ciphers lists with commas, auth is need, want or
 * none. The answer is a line "ID PORT". A client that passes is held until it goes.
 */
public class FaultServers {
  public static void main(String[] ignored) throws Exception {
    // Old versions and ciphers are off here otherwise, and then they are no fault of the order's.
    Security.setProperty("jdk.tls.disabledAlgorithms", "");
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      Map<String, String> words = new HashMap<>();
      for (String word : order.split(" ")) {
        words.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      }
      try {
        System.out.println(words.get("id") + " " + listen(words));
      } catch (Exception failure) {
        System.out.println(words.get("id") + " " + failure);
      }
    }
    System.exit(0);
  }

  static int listen(Map<String, String> words) throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket server =
        (SSLServerSocket) contextOf(words).getServerSocketFactory().createServerSocket(0, 10, loopback);
    server.setEnabledProtocols(words.get("versions").split(","));
    if (words.containsKey("ciphers")) {
      server.setEnabledCipherSuites(words.get("ciphers").split(","));
    }
    server.setNeedClientAuth("need".equals(words.get("auth")));
    if ("want".equals(words.get("auth"))) {
      server.setWantClientAuth(true);
    }
    daemon(() -> accept(server));
    return server.getLocalPort();
  }

  static void accept(SSLServerSocket server) {
    try {
      for (SSLSocket socket = (SSLSocket) server.accept(); ; socket = (SSLSocket) server.accept()) {
        SSLSocket client = socket;
        daemon(() -> hold(client));
      }
    } catch (IOException closed) {
      // Nobody closes it; the program's end does.
    }
  }

  static void hold(SSLSocket client) {
    try (client) {
      client.startHandshake();
      client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException refused) {
      // The alert has been sent: that is the fault which was ordered.
    }
  }

  static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  static SSLContext contextOf(Map<String, String> words) throws Exception {
    char[] password = "lab-secret".toCharArray();
    KeyStore own = emptyStore();
    Certificate[] chain = certificatesOf(words.get("cert")).toArray(new Certificate[0]);
    own.setKeyEntry("server", keyOf(words.get("key"), chain[0].getPublicKey().getAlgorithm()), password, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trustOf(words).getTrustManagers(), null);
    return context;
  }

  static TrustManagerFactory trustOf(Map<String, String> words) throws Exception {
    KeyStore trusted = emptyStore();
    int index = 0;
    for (Certificate one : certificatesOf(words.get("trust"))) {
      trusted.setCertificateEntry("trusted" + index++, one);
    }
    PKIXBuilderParameters terms = new PKIXBuilderParameters(trusted, new X509CertSelector());
    terms.setRevocationEnabled(words.containsKey("crl"));
    if (words.containsKey("crl")) {
      Collection<?> lists = factory().generateCRLs(bytesOf(words.get("crl")));
      terms.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(new CertPathTrustManagerParameters(terms));
    return trust;
  }

  static KeyStore emptyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  static CertificateFactory factory() throws Exception {
    return CertificateFactory.getInstance("X.509");
  }

  static List<Certificate> certificatesOf(String file) throws Exception {
    return List.copyOf(factory().generateCertificates(bytesOf(file)));
  }

  static ByteArrayInputStream bytesOf(String file) throws IOException {
    return new ByteArrayInputStream(Files.readAllBytes(Path.of(file)));
  }

  static PrivateKey keyOf(String file, String algorithm) throws Exception {
    String[] lines = Files.readString(Path.of(file)).split("\n");
    String base64 = String.join("", Arrays.stream(lines).filter(line -> !line.startsWith("-")).toList());
    return KeyFactory.getInstance(algorithm).generatePrivate(
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }
}
