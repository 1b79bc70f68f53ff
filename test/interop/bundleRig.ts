import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import { issueSelfSigned } from "../../src/core/certificate/issue";
import type { Issued } from "../../src/core/certificate/issued";
import type { Identity, KeyAlgorithm } from "../../src/core/identity/identity";
import type { Bundle } from "../../src/core/keystore/bundle";
import { bundleOf } from "../../src/core/keystore/bundleOf";
import { identityWith, newKeyPair } from "../support/identities";
import { pause } from "../support/patience";
import { requireTool } from "../support/tools";

/** The algorithms that the real peers are asked about. */
export const algorithms: readonly { readonly name: string; readonly algorithm: KeyAlgorithm }[] = [
  { name: "EC P-256", algorithm: { kind: "ec", curve: "P-256" } },
  { name: "RSA 2048", algorithm: { kind: "rsa", bits: 2048 } },
];

/** The passwords of a pair of bundles: four that all differ, as true JKS allows. */
export const passwords = {
  clientStore: "client-store-secret",
  clientKey: "client-key-secret",
  serverStore: "server_ks_password",
  serverKey: "server_key_password",
} as const;

/** A client's and a server's bundle in a folder of their own; the client trusts the server. */
export interface BundlePair {
  readonly client: Issued;
  readonly server: Issued;
  /** Gives the path of a file of either bundle. */
  readonly file: (name: string) => string;
  readonly remove: () => void;
}

/** Makes both bundles as the product does, with real keys and random bytes, and writes them. */
export async function newBundlePair(algorithm: KeyAlgorithm): Promise<BundlePair> {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-bundle-"));
  const now = new Date();
  const issue = (identity: Identity, validityDays: number): Issued =>
    issueSelfSigned(identity, newKeyPair(algorithm), { now, validityDays, serial: randomBytes(16) });
  const clientIdentity = identityWith("client", { algorithm });
  const serverIdentity = identityWith("server", {
    algorithm,
    storePassword: passwords.serverStore,
    keyPassword: passwords.serverKey,
  });
  const client = issue(clientIdentity, 3650);
  const server = issue(serverIdentity, 825);
  const context = { now, random: randomBytes, pause };
  const trusting = { ...context, peerCertificateDer: server.certificateDer };
  write(folder, await bundleOf(client, clientIdentity, trusting));
  write(folder, await bundleOf(server, serverIdentity, context));
  return {
    client,
    server,
    file: (name) => path.join(folder, name),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function write(folder: string, bundle: Bundle): void {
  for (const { name, bytes, mode } of bundle.files) {
    writeFileSync(path.join(folder, name), bytes, { mode });
  }
}

/** What a tool did: its exit status and all that it printed. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a real tool to its end, in English; one that the test made has an absolute path. */
export async function runTool(name: string, args: readonly string[], input = ""): Promise<Outcome> {
  const child = spawn(path.isAbsolute(name) ? name : requireTool(name), args, {
    env: { ...process.env, LC_ALL: "C" },
  });
  // A tool that reads nothing may have ended before; its status and output tell how.
  child.stdin.on("error", () => undefined).end(input);
  const output = outputOf(child);
  const [status] = (await once(child, "close")) as [number | null];
  return { status, output: output() };
}

/** Collects what a process prints. */
export function outputOf(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  }
  return () => text;
}

/** A server of Node that lets in nobody but the client of a pair, and answers each line with it. */
export interface TwoWayServer {
  readonly port: number;
  /** Subjects (CN) of the clients that were let in. */
  readonly admitted: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens a server with the server bundle's PEM files. */
export async function openTwoWayServer(pair: BundlePair): Promise<TwoWayServer> {
  const admitted: string[] = [];
  const sockets = new Set<TLSSocket>();
  const server = createServer(
    {
      key: readFileSync(pair.file("server.pem")),
      passphrase: passwords.serverKey,
      cert: readFileSync(pair.file("server.pem")),
      ca: readFileSync(pair.file("client.pub.pem")),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (socket) => {
      sockets.add(socket);
      admitted.push(String(socket.getPeerCertificate().subject.CN));
      // A client that leaves without a word is not what is tested here.
      socket.on("error", () => socket.destroy()).pipe(socket);
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    admitted,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, "close");
    },
  };
}
