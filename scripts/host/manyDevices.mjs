// A workspace of very many devices.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run.mjs";

const propertiesText = `${readFileSync(path.join(root, "sample/keygen.properties"), "utf8").replace("San Francisco", '"San Francisco"')}
SUBJECT_ALTERNATIVE_NAMES="DNS:localhost"
SERVER_KEY_ALG=EC
SERVER_KEY_GROUP_NAME=secp256r1
CLIENT_KEY_ALG=EC
CLIENT_KEY_GROUP_NAME=secp256r1
`;

/** Makes a self-signed certificate; all devices but the last have copies of one. */
function certificate(folder, days) {
  const file = path.join(folder, `${days}.pem`);
  const key = path.join(folder, `${days}.key`);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const out = ["-subj", "/CN=many", "-days", String(days), "-keyout", key, "-out", file];
  execFileSync("openssl", ["req", "-x509", ...curve, ...out], { stdio: "ignore" });
  return file;
}

/** Fills a folder of a workspace with devices; only the certificate of the last ends soon. */
export function fillWithDevices(workspace, folder, count) {
  mkdirSync(path.join(root, "build/scale"), { recursive: true });
  const [fine, soon] = [3000, 12].map((days) => certificate(path.join(root, "build/scale"), days));
  for (let index = 0; index < count; index += 1) {
    const name = `device-${String(index).padStart(5, "0")}`;
    const device = path.join(workspace, folder, name);
    mkdirSync(device, { recursive: true });
    const text = propertiesText.replace(/^CLIENT_FILE_PREFIX=.*$/m, `CLIENT_FILE_PREFIX=${name}`);
    writeFileSync(path.join(device, "keygen.properties"), text);
    cpSync(index === count - 1 ? soon : fine, path.join(device, `${name}.pub.pem`));
  }
}
