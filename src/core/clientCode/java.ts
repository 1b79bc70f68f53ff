import { telemetryTopic } from "../connection/topics";
import { authorityOf, sampleTelemetry, type ClientFacts } from "./facts";
import { javaString } from "./quote";

/** Gives a single-file program for Java 11 with Paho. It reads passwords from the environment and holds none. */
export function javaCode(facts: ClientFacts): string {
  const { clientId, ownJks, trustPem } = facts;
  const trust = trustPem === undefined ? "null" : `trustIn(${javaString(trustPem)})`;
  return `${head(trustPem !== undefined)}
public class ThingsBoardClient {
  public static void main(String[] arguments) throws Exception {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setConnectionTimeout(10);
    options.setSocketFactory(twoWayTls().getSocketFactory());
    options.setHttpsHostnameVerificationEnabled(true);

    String server = ${javaString(`ssl://${authorityOf(facts)}`)};
    MqttClient client = new MqttClient(server, ${javaString(clientId)}, new MemoryPersistence());
    client.connect(options);
    byte[] telemetry = ${javaString(sampleTelemetry)}.getBytes(StandardCharsets.UTF_8);
    client.publish(${javaString(telemetryTopic)}, telemetry, 1, false);
    System.out.println("Acknowledged.");
    client.disconnect();
    client.close();
  }

  static SSLContext twoWayTls() throws Exception {
    KeyStore own = KeyStore.getInstance("JKS");
    try (InputStream file = new FileInputStream(${javaString(ownJks)})) {
      own.load(file, secret("CLIENT_KEYSTORE_PASSWORD"));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, secret("CLIENT_KEY_PASSWORD"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), ${trust}, null);
    return context;
  }
${trustPem === undefined ? "" : trustIn}
  static char[] secret(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException("Set " + name + " in the environment; keygen.properties has it.");
    }
    return value.toCharArray();
  }
}
`;
}

function head(hasTrust: boolean): string {
  const imports = [
    "java.io.FileInputStream",
    "java.io.InputStream",
    "java.nio.charset.StandardCharsets",
    "java.security.KeyStore",
    ...(hasTrust ? ["java.security.cert.Certificate", "java.security.cert.CertificateFactory"] : []),
    "javax.net.ssl.KeyManagerFactory",
    "javax.net.ssl.SSLContext",
    ...(hasTrust ? ["javax.net.ssl.TrustManager", "javax.net.ssl.TrustManagerFactory"] : []),
    "org.eclipse.paho.client.mqttv3.MqttClient",
    "org.eclipse.paho.client.mqttv3.MqttConnectOptions",
    "org.eclipse.paho.client.mqttv3.persist.MemoryPersistence",
  ];
  return `// Sends telemetry over two-way TLS. Needs Paho: org.eclipse.paho:org.eclipse.paho.client.mqttv3:1.2.5
// Set CLIENT_KEYSTORE_PASSWORD and CLIENT_KEY_PASSWORD in the environment as keygen.properties has them, then:
// java -cp org.eclipse.paho.client.mqttv3-1.2.5.jar ThingsBoardClient.java
${imports.map((name) => `import ${name};\n`).join("")}`;
}

const trustIn = `
  static TrustManager[] trustIn(String pemFile) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream file = new FileInputStream(pemFile)) {
      for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        trusted.setCertificateEntry("trusted" + trusted.size(), certificate);
      }
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust.getTrustManagers();
  }
`;
