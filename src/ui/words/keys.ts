import * as l10n from "@vscode/l10n";
import type { KeyMeaning, KeyRow, KeySide } from "../../core/profile/keys";

/** What the value of a key becomes; `{side}` and `{file}` are those of the key. */
const meanings: Readonly<Record<KeyMeaning, string>> = {
  "common-name": l10n.t(
    "Common name (CN) of the subject of both certificates: the name of the device, or the host that devices connect to.",
  ),
  "alternative-names": l10n.t(
    "Names under which the server is reached (SAN), with commas between: `dns:tb.example.com,ip:192.0.2.1`. Strict clients check these and ignore the CN.",
  ),
  "organizational-unit": l10n.t("Organizational unit (OU) of the subject."),
  organization: l10n.t("Organization (O) of the subject."),
  locality: l10n.t("City or locality (L) of the subject."),
  state: l10n.t("State or province (ST) of the subject."),
  country: l10n.t("Country (C) of the subject: two letters of ISO 3166-1."),
  "store-password": l10n.t("Password of the {side}'s keystore, `{file}.jks`. At least 6 characters."),
  "key-password": l10n.t(
    "Password of the {side}'s private key: in `{file}.jks`, `{file}.p12` and `{file}.pem`. The same as the keystore's, unless you have a reason.",
  ),
  "key-alias": l10n.t("Alias of the {side}'s key in its keystore; stored in lower case."),
  "file-prefix": l10n.t(
    "First part of the names of the {side}'s files, which go beside this one: `{file}.jks`, `{file}.pub.pem`, …",
  ),
  "key-algorithm": l10n.t("Algorithm of the {side}'s key: `EC` or `RSA`."),
  "key-curve": l10n.t(
    "Curve of the {side}'s EC key: `secp256r1`, `secp384r1` or `secp521r1`. Left out for RSA.",
  ),
  "key-size": l10n.t("Size of the {side}'s RSA key in bits: 2048, 3072 or 4096."),
  "keystore-folder": l10n.t(
    "Folder that the server's keystore may be copied to, where ThingsBoard looks for it.",
  ),
};

/** What each side is called. */
const sideNames: Readonly<Record<KeySide, string>> = {
  client: l10n.t("device"),
  server: l10n.t("server"),
  shared: "",
};

/** Which of ThingsBoard's scripts reads a side's keys. */
const readers: Readonly<Record<KeySide, string>> = {
  client: l10n.t("Read by `client.keygen.sh`."),
  server: l10n.t("Read by `server.keygen.sh`."),
  shared: l10n.t("Read by `client.keygen.sh` and `server.keygen.sh`."),
};

/** Tells what a key means, as Markdown; `filePrefix` is what the file says for the key's side. */
export function meaningWords(row: KeyRow, filePrefix: string): string {
  return meanings[row.meaning]
    .replaceAll("{side}", sideNames[row.side])
    .replaceAll("{file}", () => filePrefix);
}

/** Tells which script reads a key, as Markdown. */
export function readerWords(row: KeyRow): string {
  if (row.meaning === "key-size") {
    return l10n.t("Read by this extension alone; the scripts do not know it.");
  }
  if (row.meaning === "alternative-names") {
    return readers.server;
  }
  return row.name === "SERVER_KEY_ALIAS" || row.name === "SERVER_FILE_PREFIX"
    ? readers.shared
    : readers[row.side];
}
