import * as l10n from "@vscode/l10n";
import type { Side } from "../../core/identity/identity";
import { safeText } from "../../core/stream/safeText";
import type { Generated } from "../../flows/issueBundle";
import { nameOf } from "../../flows/paths";
import type { Action } from "../command";
import { countText } from "./numbers";

/** A sentence with what may be done next. */
export interface Message {
  readonly text: string;
  readonly actions: readonly Action[];
}

/** What was generated, and for whom. */
export interface GeneratedFacts {
  readonly side: Side;
  readonly propertiesPath: string;
  readonly deviceName: string;
  readonly generated: Generated;
  /** Whether unsaved changes of the properties file were saved before. */
  readonly isSavedFirst: boolean;
  /** Name of the device's `P.jks` where there is one: it cannot trust a server certificate that is newer than itself. */
  readonly clientKeystore?: string;
}

/** Tells what was generated: how many files, until when it is valid, what was kept, and what comes next. */
export function generatedWords(facts: GeneratedFacts): Message {
  const { side, propertiesPath, deviceName, generated, isSavedFirst, clientKeystore } = facts;
  const owner =
    side === "client"
      ? l10n.t("certificate of {deviceName}", { deviceName })
      : l10n.t("server certificate for {deviceName}", { deviceName });
  const until = generated.notAfter.toISOString().slice(0, 10);
  const parts = [
    ...(isSavedFirst ? [l10n.t("{file} was saved first.", { file: nameOf(propertiesPath) })] : []),
    l10n.t("The {owner} is there: {filesCount} files, valid until {until}.", {
      owner,
      filesCount: countText(generated.files.length),
      until,
    }),
    ...(generated.backupFolder === undefined
      ? []
      : [l10n.t("The old ones are kept in backup/{file}.", { file: nameOf(generated.backupFolder) })]),
    ...(side === "server" && clientKeystore !== undefined
      ? [
          l10n.t(
            "{clientKeystore} does not have it yet: generate the client certificate again to put it there.",
            { clientKeystore },
          ),
        ]
      : []),
  ];
  return { text: safeText(parts.join(" ")), actions: nextSteps(facts) };
}

function nextSteps({ side, propertiesPath, clientKeystore }: GeneratedFacts): readonly Action[] {
  const step = (title: string, id: string): Action => ({
    title,
    command: `thingsboardX509.${id}`,
    args: [propertiesPath],
  });
  if (side === "client") {
    return [
      step(l10n.t("Copy Public Cert"), "copyPublicCert"),
      step(l10n.t("Test Connection"), "testConnection"),
    ];
  }
  return clientKeystore === undefined ? [] : [step(l10n.t("Generate Client Cert"), "generateClientCert")];
}
