import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Two-way TLS with JKS files, as a plain Java device or server has it. One order a line on standard input, one answer
 * or more on standard output; a starting JVM is slow, so one serves a whole test.
 *
 *   client PORT KEYSTORE STORE_PASSWORD KEY_PASSWORD         key and trust from the same file, host name checked
 *   server KEYSTORE STORE_PASSWORD KEY_PASSWORD CLIENT_PEM   says "listening PORT", lets one client in
 *   open KEYSTORE STORE_PASSWORD ALIAS KEY_PASSWORD          takes the key out
 */
public class TwoWayTls {
  public static void main(String[] ignored) throws Exception {
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ");
      try {
        switch (words[0]) {
          case "client" -> connect(Integer.parseInt(words[1]), load(words[2], words[3]), words[4]);
          case "server" -> serve(load(words[1], words[2]), words[3], words[4]);
          case "open" -> open(load(words[1], words[2]), words[3], words[4]);
          default -> System.out.println("unknown order");
        }
      } catch (Exception failure) {
        System.out.println("failed " + failure);
      }
    }
  }

  static void connect(int port, KeyStore store, String keyPassword) throws Exception {
    SSLContext context = contextOf(store, keyPassword, store);
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      new PrintStream(socket.getOutputStream(), true).println("from java");
      String echo = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
      System.out.println("connected " + factsOf(socket) + ", heard " + echo);
    }
  }

  static void serve(KeyStore store, String keyPassword, String clientPem) throws Exception {
    KeyStore trusted = KeyStore.getInstance("JKS");
    trusted.load(null, null);
    try (InputStream pem = new FileInputStream(clientPem)) {
      trusted.setCertificateEntry("client", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    SSLContext context = contextOf(store, keyPassword, trusted);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
      server.setNeedClientAuth(true);
      System.out.println("listening " + server.getLocalPort());
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        String heard = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
        new PrintStream(socket.getOutputStream(), true).println("java heard " + heard);
        System.out.println("served " + factsOf(socket) + ", heard " + heard);
      }
    }
  }

  static void open(KeyStore store, String alias, String keyPassword) throws Exception {
    try {
      System.out.println("opened " + store.getKey(alias, keyPassword.toCharArray()).getAlgorithm());
    } catch (UnrecoverableKeyException wrong) {
      System.out.println("wrong password");
    }
  }

  static KeyStore load(String file, String storePassword) throws Exception {
    KeyStore store = KeyStore.getInstance("JKS");
    try (InputStream bytes = new FileInputStream(file)) {
      store.load(bytes, storePassword.toCharArray());
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

  static String factsOf(SSLSocket socket) throws Exception {
    X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return socket.getSession().getProtocol() + " with " + peer.getSubjectX500Principal();
  }
}
