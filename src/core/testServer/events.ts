import type { RefusalReason } from "./admission";
import type { ProtocolVersion } from "./packets";

/** Why a session ended. */
export type EndReason =
  | "client-disconnected"
  | "connection-lost"
  | "keepalive-missed"
  | "session-taken-over"
  | "credentials-changed"
  | "device-deleted"
  | "payload-invalid"
  | "protocol-violated"
  | "package-not-assigned"
  | "server-stopped";

/** One thing that happened in the Local Test Server. */
export type TestServerEvent =
  | { readonly kind: "listening"; readonly mqttPort: number; readonly restPort: number }
  | {
      readonly kind: "connected";
      readonly deviceId: string;
      readonly deviceName: string;
      readonly clientId: string;
      readonly protocolVersion: ProtocolVersion;
    }
  | {
      readonly kind: "refused";
      readonly reason: RefusalReason;
      /** The CONNACK code. */
      readonly code: number;
      /** ThingsBoard's id of the certificate that was shown; absent where none was. */
      readonly credentialsId?: string;
    }
  | ({ readonly kind: "received" | "sent" } & DeviceMessage)
  | {
      readonly kind: "disconnected";
      readonly deviceId: string;
      readonly deviceName: string;
      readonly reason: EndReason;
    }
  | { readonly kind: "registered"; readonly deviceId: string; readonly deviceName: string }
  | { readonly kind: "deleted"; readonly deviceId: string; readonly deviceName: string };

/** A message from or to a device. */
export interface DeviceMessage {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly topic: string;
  readonly payload: Uint8Array;
}
