import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Java and keytool for the whole matrix in one JVM, since a starting one is slow. One order a line on standard input,
 * its words in Base64; one line in Base64 on standard output: what came of it.
 *
 *   keytool ARGUMENT …                                   the program itself: its status, then all that it printed
 *   list TYPE FILE STORE_PASSWORD                        the entries
 *   open TYPE FILE STORE_PASSWORD ALIAS KEY_PASSWORD     takes the key out and signs with it
 *   twoWay PROTOCOL  SERVER_FILE SERVER_STORE_PASSWORD SERVER_KEY_PASSWORD  CLIENT_ANCHOR_PEM
 *          TYPE CLIENT_FILE CLIENT_STORE_PASSWORD CLIENT_KEY_PASSWORD       a client and a server talk to each other
 */
public class MatrixJava {
  static final PrintStream answers = System.out;

  public static void main(String[] ignored) throws Exception {
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      List<String> words = new ArrayList<>();
      for (String word : order.split(" ")) {
        words.add(new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8));
      }
      String answer;
      try {
        answer = obey(words.get(0), words.subList(1, words.size()));
      } catch (Exception failure) {
        answer = "failed " + failure;
      }
      answers.println(Base64.getEncoder().encodeToString(answer.getBytes(StandardCharsets.UTF_8)));
    }
  }

  static String obey(String order, List<String> words) throws Exception {
    return switch (order) {
      case "keytool" -> keytool(words);
      case "list" -> list(load(words.get(0), words.get(1), words.get(2)));
      case "open" -> open(load(words.get(0), words.get(1), words.get(2)), words.get(3), words.get(4));
      case "twoWay" -> twoWay(words);
      default -> "unknown order";
    };
  }

  /** keytool's own main class. With -debug it throws where it would end the program with status 1. */
  static String keytool(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.add("-debug");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream catching = new PrintStream(printed, true, StandardCharsets.UTF_8);
    PrintStream error = System.err;
    System.setOut(catching);
    System.setErr(catching);
    int status = 0;
    try {
      sun.security.tools.keytool.Main.main(all.toArray(new String[0]));
    } catch (Exception failure) {
      status = 1;
      catching.println(failure);
    } finally {
      System.setOut(answers);
      System.setErr(error);
    }
    return status + "\n" + printed.toString(StandardCharsets.UTF_8);
  }

  static String list(KeyStore store) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      lines.add(
          store.isKeyEntry(alias)
              ? "key " + alias + ", chain of " + store.getCertificateChain(alias).length
              : "trusted " + alias);
    }
    Collections.sort(lines);
    return String.join("; ", lines);
  }

  static String open(KeyStore store, String alias, String keyPassword) throws Exception {
    PrivateKey key;
    try {
      key = (PrivateKey) store.getKey(alias, keyPassword.toCharArray());
    } catch (UnrecoverableKeyException wrong) {
      return "wrong password";
    }
    Certificate[] chain = store.getCertificateChain(alias);
    for (int at = 0; at < chain.length; at++) {
      chain[at].verify(chain[Math.min(at + 1, chain.length - 1)].getPublicKey());
    }
    String name = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    Signature signature = Signature.getInstance(name);
    signature.initSign(key);
    signature.update(new byte[] {1, 2, 3});
    byte[] signed = signature.sign();
    signature.initVerify(chain[0]);
    signature.update(new byte[] {1, 2, 3});
    return key.getAlgorithm() + (signature.verify(signed) ? " of the certificate" : " of another certificate");
  }

  static String twoWay(List<String> words) throws Exception {
    String protocol = words.get(0);
    KeyStore serverStore = load("JKS", words.get(1), words.get(2));
    SSLContext serverContext = contextOf(serverStore, words.get(3), anchors(words.get(4)));
    KeyStore clientStore = load(words.get(5), words.get(6), words.get(7));
    SSLContext clientContext = contextOf(clientStore, words.get(8), clientStore);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (SSLServerSocket server =
        (SSLServerSocket) serverContext.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
      server.setNeedClientAuth(true);
      FutureTask<String> served = new FutureTask<>(() -> serve(server));
      Thread thread = new Thread(served);
      thread.setDaemon(true);
      thread.start();
      String connected = connect(clientContext, protocol, server.getLocalPort());
      return connected + "; " + served.get();
    }
  }

  static String serve(SSLServerSocket server) throws Exception {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      String heard = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
      new PrintStream(socket.getOutputStream(), true).println("server heard " + heard);
      return "let in " + commonNameOf(socket);
    }
  }

  /** The host name that is asked for is checked. */
  static String connect(SSLContext context, String protocol, int port) throws Exception {
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      new PrintStream(socket.getOutputStream(), true).println("client");
      String heard = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
      return socket.getSession().getProtocol() + " with " + commonNameOf(socket) + ", " + heard;
    }
  }

  static KeyStore load(String type, String file, String storePassword) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    try (InputStream bytes = new FileInputStream(file)) {
      store.load(bytes, storePassword.toCharArray());
    }
    return store;
  }

  static KeyStore anchors(String pemFile) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream pem = new FileInputStream(pemFile)) {
      store.setCertificateEntry("anchor", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    return store;
  }

  static SSLContext contextOf(KeyStore own, String keyPassword, KeyStore trusted) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, keyPassword.toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  static String commonNameOf(SSLSocket socket) throws Exception {
    X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return peer.getSubjectX500Principal().getName().split(",")[0];
  }
}
