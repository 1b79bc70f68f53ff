package org.eclipse.paho.client.mqttv3;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * What the code for Java calls of Paho, which Debian does not have: the same names and signatures, over a real socket
 * of the code's own SSLContext, with the packets of MQTT 3.1.1 written here.
 */
public class MqttClient {
  private final URI server;
  private final String clientId;
  private SSLSocket socket;

  public MqttClient(String serverURI, String clientId, MemoryPersistence persistence) {
    this.server = URI.create(serverURI);
    this.clientId = clientId;
  }

  public void connect(MqttConnectOptions options) throws IOException {
    String host = server.getHost().replaceAll("[\\[\\]]", "");
    socket = (SSLSocket) options.socketFactory.createSocket(host, server.getPort());
    if (options.isHostnameVerified) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF("MQTT");
    body.writeByte(options.version);
    body.writeByte(2);
    body.writeShort(60);
    body.writeUTF(clientId);
    send(0x10, bytes);
    expect(0x20, 0);
  }

  public void publish(String topic, byte[] payload, int qos, boolean retained) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF(topic);
    body.writeShort(1);
    body.write(payload);
    send(0x30 | qos << 1 | (retained ? 1 : 0), bytes);
    expect(0x40, 1);
  }

  public void disconnect() throws IOException {
    send(0xe0, new ByteArrayOutputStream());
  }

  public void close() throws IOException {
    socket.close();
  }

  private void send(int kind, ByteArrayOutputStream body) throws IOException {
    byte[] packet = new byte[2 + body.size()];
    packet[0] = (byte) kind;
    packet[1] = (byte) body.size();
    System.arraycopy(body.toByteArray(), 0, packet, 2, body.size());
    socket.getOutputStream().write(packet);
  }

  /** CONNACK and PUBACK have two bytes: a code or an identifier. */
  private void expect(int kind, int value) throws IOException {
    DataInputStream answer = new DataInputStream(socket.getInputStream());
    int first = answer.readUnsignedByte();
    int length = answer.readUnsignedByte();
    int code = answer.readUnsignedShort();
    if (first != kind || length != 2 || code != value) {
      throw new IOException("answered " + first + " " + length + " " + code);
    }
  }
}
