import type { CertificateOnDisk, Device } from "../../src/core/devices/device";
import type { DeviceTreeFacts } from "../../src/ui/deviceTree/nodes";

/** A certificate as the view Devices knows it. */
export const certificate: CertificateOnDisk = {
  path: "/w/client.pub.pem",
  subjectText: "CN=pump, C=US",
  keyText: "EC P-256",
  notBeforeMs: Date.parse("2030-01-01T00:00:00Z"),
  notAfterMs: Date.parse("2039-12-30T00:00:00Z"),
  fingerprint256: "AA:BB",
  credentialsId: "abcd",
};

/** A device without a bundle, unless the changes say otherwise. */
export function device(propertiesPath: string, changes: Partial<Device> = {}): Device {
  return {
    propertiesPath,
    name: "client",
    blockingProblems: 0,
    client: { side: "client", files: [] },
    server: { side: "server", files: [] },
    ...changes,
  };
}

/** The change that gives it a client certificate. */
export const withCertificate: Partial<Device> = {
  client: { side: "client", files: ["/w/client.jks", "/w/client.pub.pem"], certificate },
};

/** What the view knows of devices that are at rest. */
export function factsWith(changes: Partial<DeviceTreeFacts>): DeviceTreeFacts {
  return {
    now: new Date("2030-01-01T12:00:00Z"),
    expiryWarningDaysOf: () => 30,
    livenessOf: () => "none",
    runningTest: () => undefined,
    historyOf: () => undefined,
    utcOffsetMinutes: () => 0,
    comparisonOf: () => undefined,
    folderLabelOf: (path) => path.slice("/w/".length).replace(/\/?[^/]*$/, ""),
    ...changes,
  };
}
