import * as l10n from "@vscode/l10n";
import type { Side } from "../../core/identity/identity";

/** What the side is called that a certificate speaks for, in a sentence about it. */
export const sideWords: Readonly<Record<Side, string>> = {
  client: l10n.t("client"),
  server: l10n.t("server"),
};

/** The command that generates a side's certificate, and what its buttons say. */
export const generateCommands = {
  client: { title: l10n.t("Generate Client Cert"), command: "thingsboardX509.generateClientCert" },
  server: { title: l10n.t("Generate Server Cert"), command: "thingsboardX509.generateServerCert" },
} as const satisfies Readonly<Record<Side, object>>;

/** The command that renews a side's certificate. */
export const renewCommands = {
  client: "thingsboardX509.renewClientCert",
  server: "thingsboardX509.renewServerCert",
} as const satisfies Readonly<Record<Side, string>>;
