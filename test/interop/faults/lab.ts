import { cpSync, mkdtempSync } from "node:fs";
import path from "node:path";
import { newChainClients, type ChainClients } from "./chainClients";
import { newCa, revokedBy, signedBy, localhostName, type Order } from "../connectionCertificates";
import { deviceIn, inDays, newDevice, type Device } from "../connectionDevice";
import { mosquitto, twoWay, type Running } from "../connectionServers";
import type { Certificate } from "../testServerRig";

/** Devices that differ in their client certificate alone; one CA signed them all. */
export type ClientName = "good" | "expired" | "future" | "revoked" | "signing";

/** Everything that the faults share, made once. */
export interface Lab {
  /** A device with sound files, which trusts the server bundle beside it. */
  readonly device: Device;
  readonly folder: string;
  /** Signs servers; `caFile` of the cases about chains. */
  readonly ca: Certificate;
  /** Signed no one: what a server trusts that does not know us. */
  readonly strangersCa: Certificate;
  readonly clientsCa: Certificate;
  /** Names `clients.revoked`. */
  readonly crlFile: string;
  readonly clients: Readonly<Record<ClientName, Device>>;
  /** Those who show a chain with a gap. */
  readonly chains: ChainClients;
  /** A broker without fault, which trusts every client of the lab. */
  readonly broker: Running;
  /** A server certificate for `localhost` from the lab's CA, made anew. */
  readonly server: (order?: Partial<Order>, issuer?: Certificate) => Certificate;
  /** The server bundle of another device, which has the same subject. */
  readonly rebuilt: Certificate;
  /** A device with the lab's files, changed. */
  readonly variant: (change: (device: Device) => void) => Device;
  /** A new folder of the lab. */
  readonly newFolder: () => string;
  readonly close: () => Promise<void>;
}

/** Makes the lab. */
export async function openLab(): Promise<Lab> {
  const device = await newDevice();
  const { folder } = device;
  const newFolder = (): string => mkdtempSync(path.join(folder, "part-"));
  const ca = newCa(newFolder(), "our-ca");
  const clientsFolder = newFolder();
  const clientsCa = newCa(clientsFolder, "clients-ca");
  const strangersCa = newCa(newFolder(), "their-ca");
  const client = (name: string, from: number, to: number, extensions: readonly string[] = []): Certificate =>
    signedBy(clientsFolder, clientsCa, { name, extensions, from: inDays(from), to: inDays(to) });
  const revoked = client("withdrawn", -10, 300);
  // No name says what is wrong with it: a message that quotes it would count as one that names the cause.
  const certificates: Readonly<Record<ClientName, Certificate>> = {
    good: client("good", -10, 300),
    expired: client("past", -100, -90),
    future: client("later", 90, 300),
    revoked,
    signing: client("signer", -10, 300, ["keyUsage=critical,keyCertSign"]),
  };
  const crlFile = revokedBy(clientsFolder, clientsCa, revoked);
  const variant = (change: (one: Device) => void): Device => variantOf(device, newFolder(), change);
  const withClient = ({ keyPem, certificatePem }: Certificate): Device =>
    variant((one) => one.put("client.nopass.pem", keyPem + certificatePem));
  let servers = 0;
  const trusted = device.put("all-clients.pem", device.text("client.pub.pem") + clientsCa.certificatePem);
  const lines = twoWay(trusted, device.file("server.pub.pem"), device.file("server.pk8.pem"));
  const broker = await mosquitto({ folder: newFolder(), lines });
  return {
    device,
    folder,
    ca,
    strangersCa,
    clientsCa,
    crlFile,
    clients: {
      good: withClient(certificates.good),
      expired: withClient(certificates.expired),
      future: withClient(certificates.future),
      revoked: withClient(certificates.revoked),
      signing: withClient(certificates.signing),
    },
    chains: newChainClients({ clientsCa, newFolder, variant }),
    broker,
    server: (order = {}, issuer = ca) => {
      servers += 1;
      const own = { name: `server-${String(servers)}`, from: inDays(-10), to: inDays(300) };
      return signedBy(newFolder(), issuer, { ...own, extensions: [localhostName], ...order });
    },
    rebuilt: await rebuiltServer(device),
    variant,
    newFolder,
    close: async () => {
      await broker.stop();
      device.remove();
    },
  };
}

/** A copy of a device's files in another folder. */
function variantOf(device: Device, folder: string, change: (device: Device) => void): Device {
  const names = ["keygen.properties", "client.nopass.pem", "client.pem", "client.pub.pem", "client.pk8.pem"];
  for (const name of [...names, "server.pub.pem"]) {
    cpSync(device.file(name), path.join(folder, name));
  }
  const copy = deviceIn(folder);
  change(copy);
  return copy;
}

async function rebuiltServer(device: Device): Promise<Certificate> {
  const other = await newDevice();
  const copy = (name: string): string => device.put(`rebuilt-${name}`, other.text(name));
  const [certificateFile, keyFile] = [copy("server.pub.pem"), copy("server.pk8.pem")];
  const [certificatePem, keyPem] = [other.text("server.pub.pem"), other.text("server.pk8.pem")];
  other.remove();
  return { certificateFile, keyFile, certificatePem, keyPem };
}
