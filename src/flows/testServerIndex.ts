import type { TestServerDevice } from "./runTestServer";

/** The devices of the Local Test Server, found without going through all of them. */
export interface TestServerIndex {
  /** Another number where a device came or went, was renamed, or has other credentials. */
  readonly revision: number;
  named(deviceName: string): TestServerDevice | undefined;
  /** The device that has the certificate with this credentials id. */
  holderOf(credentialsId: string): TestServerDevice | undefined;
}

/** Gives a way to index lists of devices; the same list as the last time gives the same index, at no cost. */
export function testServerIndexes(): (devices: readonly TestServerDevice[]) => TestServerIndex {
  let last: { devices: readonly TestServerDevice[]; text: string; index: TestServerIndex } | undefined;
  return (devices) => {
    if (last?.devices !== devices) {
      const text = JSON.stringify(devices.map(identityOf));
      const revision = last === undefined ? 0 : last.index.revision + (last.text === text ? 0 : 1);
      last = { devices, text, index: indexOf(devices, revision) };
    }
    return last.index;
  };
}

function identityOf({ deviceId, deviceName, credentialsType, credentialsId }: TestServerDevice): unknown {
  return [deviceId, deviceName, credentialsType, credentialsId];
}

function indexOf(devices: readonly TestServerDevice[], revision: number): TestServerIndex {
  const names = new Map<string, TestServerDevice>();
  const holders = new Map<string, TestServerDevice>();
  for (const device of devices) {
    if (!names.has(device.deviceName)) {
      names.set(device.deviceName, device);
    }
    if (device.credentialsType === "X509_CERTIFICATE" && !holders.has(device.credentialsId)) {
      holders.set(device.credentialsId, device);
    }
  }
  return {
    revision,
    named: (deviceName) => names.get(deviceName),
    holderOf: (credentialsId) => holders.get(credentialsId),
  };
}
