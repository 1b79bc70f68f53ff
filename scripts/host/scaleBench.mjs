// Measures, in a real extension host, a workspace of very many devices.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run.mjs";
import { runMocha } from "./hostSuites.mjs";
import { buildExtension, packageExtension } from "./vsix.mjs";

const propertiesText = readFileSync(path.join(root, "sample/keygen.properties"), "utf8");

/** Makes a self-signed certificate; all devices but the last have copies of one. */
function certificate(folder, days) {
  const file = path.join(folder, `${days}.pem`);
  const key = path.join(folder, `${days}.key`);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const out = ["-subj", "/CN=many", "-days", String(days), "-keyout", key, "-out", file];
  execFileSync("openssl", ["req", "-x509", ...curve, ...out], { stdio: "ignore" });
  return file;
}

/** Fills a workspace with devices; only the certificate of the last ends soon. */
function fill(workspace, folder, count) {
  mkdirSync(path.join(root, "build/scale"), { recursive: true });
  const [fine, soon] = [3000, 12].map((days) => certificate(path.join(root, "build/scale"), days));
  for (let index = 0; index < count; index += 1) {
    const device = path.join(workspace, folder, `device-${String(index).padStart(5, "0")}`);
    mkdirSync(device, { recursive: true });
    const text = propertiesText.replace(/^CLIENT_FILE_PREFIX=.*$/m, "CLIENT_FILE_PREFIX=client");
    writeFileSync(path.join(device, "keygen.properties"), text);
    cpSync(index === count - 1 ? soon : fine, path.join(device, "client.pub.pem"));
  }
}

/** Runs the measurement against the packaged extension, or another package of it, and gives its numbers. */
export async function scaleRow({ count, vsix, isBase = false }) {
  if (vsix === undefined) {
    await buildExtension();
  }
  const { failed } = await runMocha({
    suite: "scale",
    vsix: vsix ?? (await packageExtension()),
    trusted: true,
    prepare: (workspace) => {
      fill(workspace, "many", count);
      return {
        THINGSBOARD_X509_SCALE: path.join(workspace, "many"),
        THINGSBOARD_X509_SCALE_COUNT: String(count),
        ...(isBase ? { THINGSBOARD_X509_SCALE_BASE: "yes" } : {}),
      };
    },
  });
  if (failed > 0) {
    throw new Error("The measurement in the extension host failed.");
  }
  return JSON.parse(readFileSync(path.join(root, "build/test/host/scale/row.json"), "utf8"));
}
