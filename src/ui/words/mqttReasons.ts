import * as l10n from "@vscode/l10n";

/** MQTT 5 reason codes of a DISCONNECT, CONNACK, PUBACK and PUBREC (§2.4) as a part of a sentence. */
export const mqttReasonWords: Readonly<Record<number, string>> = {
  0x00: l10n.t("normal disconnection"),
  0x80: l10n.t("unspecified error"),
  0x81: l10n.t("malformed packet"),
  0x82: l10n.t("protocol error"),
  0x83: l10n.t("a reason of its own implementation"),
  0x84: l10n.t("unsupported protocol version"),
  0x85: l10n.t("client id not valid"),
  0x86: l10n.t("bad user name or password"),
  0x87: l10n.t("not authorized"),
  0x88: l10n.t("server unavailable"),
  0x89: l10n.t("server busy"),
  0x8a: l10n.t("banned"),
  0x8b: l10n.t("server shutting down"),
  0x8c: l10n.t("bad authentication method"),
  0x8d: l10n.t("keep alive timeout"),
  0x8e: l10n.t("session taken over"),
  0x8f: l10n.t("topic filter not accepted"),
  0x90: l10n.t("topic name not accepted"),
  0x91: l10n.t("packet identifier in use"),
  0x92: l10n.t("packet identifier not found"),
  0x93: l10n.t("too many messages not acknowledged yet"),
  0x94: l10n.t("topic alias not accepted"),
  0x95: l10n.t("packet too large"),
  0x96: l10n.t("message rate too high"),
  0x97: l10n.t("quota exceeded"),
  0x98: l10n.t("administrative action"),
  0x99: l10n.t("payload format not valid"),
  0x9a: l10n.t("retained messages not supported"),
  0x9b: l10n.t("quality of service not supported"),
  0x9c: l10n.t("use another server"),
  0x9d: l10n.t("server moved"),
  0x9e: l10n.t("shared subscriptions not supported"),
  0x9f: l10n.t("too many connections in a time"),
  0xa0: l10n.t("longest time to be connected reached"),
  0xa1: l10n.t("subscription identifiers not supported"),
  0xa2: l10n.t("wildcard subscriptions not supported"),
};

/** What some reasons mean to whoever runs a device: a sentence, or nothing. */
export const mqttReasonMeanings: Readonly<Record<number, string>> = {
  0x81: l10n.t("It could not read what it got: something between may change the packets."),
  0x82: l10n.t("It got a packet that it did not expect."),
  0x8d: l10n.t(
    "It heard nothing from the device within the keep-alive time: the network may be slow or broken.",
  ),
  0x98: l10n.t(
    "Somebody ended it there: in ThingsBoard, the device's credentials were changed or the device was deleted.",
  ),
  0x9c: l10n.t("It wants the device to use another server: ask whoever runs it for the address."),
  0x9d: l10n.t("The server has moved: ask whoever runs it for the new address."),
  0xa0: l10n.t("It ends every connection after a time, whatever the device does: connect again."),
};
