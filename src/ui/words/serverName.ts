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
    message: `Issue the server certificate of ${plainText(nameOf(propertiesPath))} anew, with ${plainText(host)} in it?`,
    detail: `${plainText(host)} is added to SUBJECT_ALTERNATIVE_NAMES, and ${plainText(prefix)}.* are replaced; the old files are kept in backup/. The server then has to be given the new files.`,
    agree: "Issue Anew",
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
  const key = keptKey ? "Its key is the same." : "It has a new key.";
  return `The server certificate names ${plainText(host)} too. ${key} Now give the server ${jks} or ${pem} and restart it: until then it shows the old certificate. Devices that trust the old one by itself need ${own}.`;
}

/** Tells that a text is no host that a certificate can name. */
export function hostUnusable(host: string): CommandFailure {
  return {
    code: "argument-invalid",
    message: `${host === "" ? "An empty text" : plainText(host)} is neither a host name nor an IP address, so no certificate can name it. Give a name such as tb.example.com, or an address such as 10.0.0.5.`,
  };
}
