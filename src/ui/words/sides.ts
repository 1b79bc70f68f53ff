import * as l10n from "@vscode/l10n";
import type { Side } from "../../core/identity/identity";

/** What the side is called that a certificate speaks for, in a sentence about it. */
export const sideWords: Readonly<Record<Side, string>> = {
  client: l10n.t("client"),
  server: l10n.t("server"),
};
