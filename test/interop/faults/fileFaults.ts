// What is wrong before the first packet: the device's own files, and the address.
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { nowhere } from "../connectionCheck";
import type { Choices, Device } from "../connectionDevice";
import type { Fault } from "./fault";
import type { Lab } from "./lab";

type FileFault = Pick<Fault, "what" | "code" | "facts"> & {
  readonly change?: (device: Device, lab: Lab) => void;
  readonly choices?: (lab: Lab) => Choices;
};

/** Leaves a device with `client.pub.pem` and `client.pk8.pem` alone. */
function apart(device: Device): void {
  rmSync(device.file("client.nopass.pem"));
  rmSync(device.file("client.pem"));
}

function remove(device: Device, ...names: readonly string[]): void {
  names.forEach((name) => {
    rmSync(device.file(name));
  });
}

function clientOf(device: Device, lab: Lab, name: keyof Lab["clients"]): void {
  cpSync(lab.clients[name].file("client.nopass.pem"), device.file("client.nopass.pem"));
}

const every = ["client.nopass.pem", "client.pem", "client.pub.pem", "client.pk8.pem"];

const rows: readonly FileFault[] = [
  {
    what: "a country code of three letters",
    code: "properties-invalid",
    facts: { reason: "problems", problems: /country/ },
    change: (device) =>
      device.put("keygen.properties", device.text("keygen.properties").replace("CODE=FR", "CODE=FRA")),
  },
  {
    what: "the properties file is UTF-16",
    code: "properties-invalid",
    change: (device) => {
      writeFileSync(
        device.propertiesPath,
        Buffer.from(`\ufeff${device.text("keygen.properties")}`, "utf16le"),
      );
    },
  },
  {
    what: "the properties file is gone",
    code: "properties-invalid",
    facts: { reason: "file-not-found" },
    change: (device) => {
      remove(device, "keygen.properties");
    },
  },
  {
    what: "no certificate, no key",
    code: "client-cert-missing",
    facts: { path: /client\.nopass\.pem$/ },
    change: (device) => {
      remove(device, ...every);
    },
  },
  {
    what: "a certificate that is cut off",
    code: "client-cert-unreadable",
    facts: { reason: /./ },
    change: (device) => {
      apart(device);
      device.put("client.pub.pem", device.text("client.pub.pem").slice(0, 200));
    },
  },
  {
    what: "a certificate's base64 with a changed byte in its structure",
    code: "client-cert-unreadable",
    change: (device) => {
      apart(device);
      device.put("client.pub.pem", device.text("client.pub.pem").replace("\nMII", "\nAII"));
    },
  },
  {
    what: "a text that is no PEM",
    code: "client-cert-unreadable",
    facts: { reason: "no-certificate" },
    change: (device) => device.put("client.nopass.pem", "to be done\n"),
  },
  {
    what: "a certificate without a key in client.nopass.pem",
    code: "client-key-missing",
    change: (device) => device.put("client.nopass.pem", device.text("client.pub.pem")),
  },
  {
    what: "client.pub.pem without client.pk8.pem",
    code: "client-key-missing",
    facts: { path: /client\.pk8\.pem$/ },
    change: (device) => {
      apart(device);
      remove(device, "client.pk8.pem");
    },
  },
  {
    what: "a private key that is no key",
    code: "client-key-unreadable",
    change: (device) => {
      apart(device);
      device.put("client.pk8.pem", "-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n");
    },
  },
  {
    what: "a key under another password",
    code: "client-key-passphrase-wrong",
    change: (device) => {
      remove(device, "client.nopass.pem");
      const text = device.text("keygen.properties");
      device.put(
        "keygen.properties",
        text.replace(/CLIENT_KEY_PASSWORD=.*/, "CLIENT_KEY_PASSWORD=Another7xSecret"),
      );
    },
  },
  {
    what: "another device's key",
    code: "client-key-mismatch",
    facts: { subject: /^CN=localhost/ },
    change: (device, lab) => {
      device.put("client.nopass.pem", device.text("client.pub.pem") + lab.device.text("server.pk8.pem"));
    },
  },
  {
    what: "another device's key in client.pk8.pem",
    code: "client-key-mismatch",
    change: (device, lab) => {
      apart(device);
      device.put("client.pk8.pem", lab.device.text("server.pk8.pem"));
    },
  },
  {
    what: "a client certificate that has expired",
    code: "client-cert-expired",
    facts: { subject: "CN=past", notAfter: /^\d{4}-/ },
    change: (device, lab) => {
      clientOf(device, lab, "expired");
    },
  },
  {
    what: "a client certificate that begins in three months",
    code: "client-cert-not-yet-valid",
    facts: { subject: "CN=later", notBefore: /^\d{4}-/ },
    change: (device, lab) => {
      clientOf(device, lab, "future");
    },
  },
  {
    what: "a server's certificate in the client's place",
    code: "client-cert-wrong-purpose",
    facts: { extendedKeyUsage: /serverAuth/ },
    change: (device, lab) => {
      device.put("client.nopass.pem", lab.device.text("server.pk8.pem") + lab.device.text("server.pub.pem"));
    },
  },
  {
    what: "caFile names no file",
    code: "server-ca-missing",
    facts: { path: /nowhere\.pem$/ },
    choices: (lab) => ({ caFile: lab.device.file("nowhere.pem") }),
  },
  {
    what: "caFile is a private key",
    code: "server-ca-unreadable",
    facts: { reason: "no-certificate" },
    choices: (lab) => ({ caFile: lab.device.file("server.pk8.pem") }),
  },
  {
    what: "caFile is a certificate that is cut off",
    code: "server-ca-unreadable",
    choices: (lab) => ({ caFile: lab.device.put("cut.pem", lab.ca.certificatePem.slice(0, 300)) }),
  },
];

const urls: readonly (readonly [what: string, url: string, reason: string])[] = [
  ["an address without TLS", "mqtt://localhost:1883", "not-tls"],
  ["a web address", "https://localhost", "scheme"],
  ["a password in the address", "mqtts://ada:secret@localhost", "user-info"],
  ["port 70000", "mqtts://localhost:70000", "port"],
];

/** All of them. The broker behind them is sound, for clients that find out only there. */
export const fileFaults: readonly Fault[] = [
  ...rows.map(({ change, ...row }): Fault => ({
    ...row,
    peer: "the device's files",
    serve: (lab) => ({ ...lab.broker, stop: () => Promise.resolve() }),
    ...(change && {
      device: (lab) =>
        lab.variant((device) => {
          change(device, lab);
        }),
    }),
  })),
  ...urls.map(([what, url, reason]): Fault => ({
    what,
    peer: "no server",
    code: "server-url-invalid",
    facts: { reason },
    serve: () => nowhere(url),
  })),
];
