import * as l10n from "@vscode/l10n";
import type { ServerNamed } from "../../flows/addServerName";
import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { plainText } from "./diagnosisCase";

/** What is asked before a server's certificate is issued with one more name. */
export interface ServerNameQuestion {
  readonly message: string;
  readonly detail: string;
  readonly agree: string;
}

/** Asks whether a server's certificate may be replaced. */
export function serverNameQuestion(
  propertiesPath: string,
  host: string,
  { prefix }: { readonly prefix: string },
): ServerNameQuestion {
  return {
    message: l10n.t("Issue the server certificate of {file} anew, with {host} in it?", {
      file: plainText(nameOf(propertiesPath)),
      host: plainText(host),
    }),
    detail: l10n.t(
      "{host} is added to SUBJECT_ALTERNATIVE_NAMES, and {prefix}.* are replaced; the old files are kept in backup/. The server then has to be given the new files.",
      { host: plainText(host), prefix: plainText(prefix) },
    ),
    agree: l10n.t("Issue Anew"),
  };
}

/** Tells what was done, and what is left to do: the server has its old files still. */
export function serverNamedWords(
  host: string,
  { files, keptKey }: Pick<ServerNamed, "files" | "keptKey">,
): string {
  const fileOf = (ending: string): string =>
    plainText(nameOf(files.find((file) => file.endsWith(ending)) ?? `server${ending}`));
  const [jks, pem, own] = [fileOf(".jks"), fileOf(".pem"), fileOf(".pub.pem")];
  const key = keptKey ? l10n.t("Its key is the same.") : l10n.t("It has a new key.");
  return l10n.t(
    "The server certificate names {host} too. {key} Now give the server {jks} or {pem} and restart it: until then it shows the old certificate. Devices that trust the old one by itself need {own}.",
    { host: plainText(host), key, jks, pem, own },
  );
}

/** Tells that a text is no host that a certificate can name. */
export function hostUnusable(host: string): CommandFailure {
  return {
    code: "argument-invalid",
    message: l10n.t(
      "{which} is neither a host name nor an IP address, so no certificate can name it. Give a name such as tb.example.com, or an address such as 10.0.0.5.",
      { which: host === "" ? l10n.t("An empty text") : plainText(host) },
    ),
  };
}
