package org.eclipse.paho.client.mqttv3;

import javax.net.SocketFactory;

/** See MqttClient. */
public class MqttConnectOptions {
  public static final int MQTT_VERSION_3_1_1 = 4;

  int version;
  SocketFactory socketFactory;
  boolean isHostnameVerified = true;

  public void setMqttVersion(int version) {
    this.version = version;
  }

  public void setConnectionTimeout(int seconds) {}

  public void setSocketFactory(SocketFactory factory) {
    this.socketFactory = factory;
  }

  public void setHttpsHostnameVerificationEnabled(boolean isEnabled) {
    this.isHostnameVerified = isEnabled;
  }
}
