import { defaultSubscriptions } from "../core/connection/topics";

/** A server of the setting `servers`. */
export interface ServerSetting {
  readonly name: string;
  /** As written; `parseMqttUrl` judges it. */
  readonly mqttUrl: string;
  readonly restUrl?: string;
  /** As written: absolute, or relative to the workspace folder. */
  readonly caFile?: string;
  /** The same, for the certificate of its REST API. */
  readonly restCaFile?: string;
}

/** The extension's settings, each with a sound value whatever is written in settings.json. */
export interface Settings {
  readonly servers: readonly ServerSetting[];
  readonly activeServer: string;
  readonly connectionTimeoutMs: number;
  readonly protocolVersion: 4 | 5;
  /** Whole seconds; 0 asks the server never whether it is still there. */
  readonly keepaliveSeconds: number;
  readonly subscriptions: readonly string[];
  readonly reconnects: boolean;
  readonly outputFormat: "pretty" | "compact" | "raw";
  readonly maxPayloadBytes: number;
  /** How much of each session is recorded; 0 where none is. */
  readonly recordBytes: number;
  readonly clientValidityDays: number;
  readonly serverValidityDays: number;
  readonly expiryWarningDays: number;
  /** As written: the name of a device CA, or a path of its certificate; undefined where none signs. */
  readonly deviceCa: string | undefined;
  readonly deviceCaSigns: "devices" | "devices-and-server";
  readonly keystoreFormat: "jks" | "pkcs12";
  readonly pkcs12Encryption: "modern" | "legacy";
  readonly validateOnType: boolean;
}

/** Makes sound settings of what is written; what is not sound falls back to the default that package.json declares. */
export function normalisedSettings(read: (name: string) => unknown): Settings {
  const servers = read("servers");
  const subscriptions = read("connection.subscriptions");
  return {
    servers: Array.isArray(servers) ? servers.flatMap(serverOf) : [],
    activeServer: textOf(read("activeServer")) ?? "Local Test Server",
    connectionTimeoutMs: numberOf(read("connection.timeout"), { least: 1, most: 300, otherwise: 10 }) * 1000,
    protocolVersion: read("connection.protocolVersion") === 5 ? 5 : 4,
    keepaliveSeconds: Math.round(
      numberOf(read("connection.keepAlive"), { least: 0, most: 65_535, otherwise: 60 }),
    ),
    subscriptions: Array.isArray(subscriptions) ? topicsOf(subscriptions) : defaultSubscriptions,
    reconnects: read("connection.reconnect") !== false,
    outputFormat: formats.find((format) => format === read("output.format")) ?? "pretty",
    maxPayloadBytes: numberOf(read("output.maxPayloadBytes"), {
      least: 64,
      most: 1_048_576,
      otherwise: 16_384,
    }),
    recordBytes:
      1_048_576 *
      Math.round(numberOf(read("output.recordMegabytes"), { least: 0, most: 65_536, otherwise: 1024 })),
    clientValidityDays: days(read("certificate.clientValidityDays"), 3650),
    serverValidityDays: days(read("certificate.serverValidityDays"), 825),
    expiryWarningDays: numberOf(read("certificate.expiryWarningDays"), {
      least: 0,
      most: 3650,
      otherwise: 30,
    }),
    deviceCa: textOf(read("certificate.deviceCa")),
    deviceCaSigns:
      read("certificate.deviceCaSigns") === "devices-and-server" ? "devices-and-server" : "devices",
    keystoreFormat: read("certificate.keystoreFormat") === "pkcs12" ? "pkcs12" : "jks",
    pkcs12Encryption: read("certificate.pkcs12Encryption") === "legacy" ? "legacy" : "modern",
    validateOnType: read("validation.onType") !== false,
  };
}

const formats = ["pretty", "compact", "raw"] as const;

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly otherwise: number;
}

function days(value: unknown, otherwise: number): number {
  return Math.round(numberOf(value, { least: 1, most: 36_500, otherwise }));
}

function numberOf(value: unknown, { least, most, otherwise }: Bounds): number {
  return typeof value === "number" && Number.isFinite(value)
    ? Math.min(Math.max(value, least), most)
    : otherwise;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function topicsOf(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => textOf(value) ?? []);
}

/** An entry without name or address is none. */
function serverOf(value: unknown): readonly ServerSetting[] {
  const entry =
    typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const name = textOf(entry["name"]);
  const mqttUrl = textOf(entry["mqttUrl"]);
  if (name === undefined || mqttUrl === undefined) {
    return [];
  }
  const restUrl = textOf(entry["restUrl"]);
  const caFile = textOf(entry["caFile"]);
  const restCaFile = textOf(entry["restCaFile"]);
  return [
    {
      name,
      mqttUrl,
      ...(restUrl === undefined ? {} : { restUrl }),
      ...(caFile === undefined ? {} : { caFile }),
      ...(restCaFile === undefined ? {} : { restCaFile }),
    },
  ];
}
