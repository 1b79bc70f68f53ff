package org.eclipse.paho.client.mqttv3.persist;

/** See MqttClient. */
public class MemoryPersistence {}
