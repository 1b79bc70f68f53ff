import * as l10n from "@vscode/l10n";
import { clientLanguages, type ClientLanguage } from "../../core/clientCode/clientCode";
import type { UrlFailure } from "../../core/connection/options";
import { folderOf, nameOf } from "../../flows/paths";
import type { Action, CommandFailure } from "../command";
import { plainText } from "./diagnosisCase";
import { enumeratedText } from "./numbers";
import { urlWords } from "./servers";

/** What a language is called, and what its code needs to run. */
interface LanguageWords {
  readonly title: string;
  readonly needs: string;
  /** Id of VS Code's language for the editor. */
  readonly editorLanguage: "shellscript" | "python" | "java" | "javascript" | "c";
}

const languageWords: Readonly<Record<ClientLanguage, LanguageWords>> = {
  mosquitto_pub: {
    title: "mosquitto_pub",
    needs: l10n.t("Shell, with Mosquitto's clients"),
    editorLanguage: "shellscript",
  },
  openssl: {
    title: "openssl s_client",
    needs: l10n.t("Shell, with OpenSSL: no MQTT client at all"),
    editorLanguage: "shellscript",
  },
  python: { title: "Python", needs: l10n.t("Paho 2: pip install paho-mqtt"), editorLanguage: "python" },
  java: {
    title: "Java",
    needs: l10n.t("Eclipse Paho 1.2.5; passwords come from the environment"),
    editorLanguage: "java",
  },
  nodejs: { title: "Node.js", needs: "npm install mqtt", editorLanguage: "javascript" },
  "paho-c": { title: "C (Paho)", needs: l10n.t("Paho C 1.3 with OpenSSL"), editorLanguage: "c" },
  "esp-idf": {
    title: "C (ESP-IDF)",
    needs: l10n.t("ESP-IDF 5; the files become part of the firmware"),
    editorLanguage: "c",
  },
};

/** A language to pick. */
export interface LanguageRow {
  readonly label: string;
  readonly detail: string;
  readonly language: ClientLanguage;
}

/** The languages to pick from, the one of last time first. */
export function languageRows(last: ClientLanguage | undefined): readonly LanguageRow[] {
  const others = clientLanguages.filter((language) => language !== last);
  return [...(last === undefined ? [] : [last]), ...others].map((language) => ({
    label: languageWords[language].title,
    detail: languageWords[language].needs,
    language,
  }));
}

/** Reads what names a language: its id, or its title as it is shown. */
export function languageOf(value: unknown): ClientLanguage | undefined {
  const text = typeof value === "string" ? value.trim().toLowerCase() : undefined;
  return clientLanguages.find(
    (language) => text === language || text === languageWords[language].title.toLowerCase(),
  );
}

/** The id of VS Code's language for the code. */
export function editorLanguageOf(language: ClientLanguage): LanguageWords["editorLanguage"] {
  return languageWords[language].editorLanguage;
}

/** What is told when the code is on the clipboard. */
export interface CopiedWords {
  readonly kind: "information" | "warning";
  readonly message: string;
  readonly action?: Action;
}

/** Tells that the code is on the clipboard, and what it lacks to run. */
export function copiedWords(
  language: ClientLanguage,
  serverName: string,
  lacking: { readonly trustFile: string | undefined; readonly isStoppedTestServer: boolean },
): CopiedWords {
  const copied = l10n.t("The client for {title} is on the clipboard.", {
    title: languageWords[language].title,
  });
  if (lacking.isStoppedTestServer) {
    return {
      kind: "information",
      message: l10n.t("{copied} Start the {serverName} before you run it.", {
        copied,
        serverName: plainText(serverName),
      }),
      action: {
        title: l10n.t("Start Local Test Server"),
        command: "thingsboardX509.startTestServer",
        args: [],
      },
    };
  }
  const { trustFile } = lacking;
  return trustFile === undefined
    ? {
        kind: "information",
        message: l10n.t("{copied} It connects to {serverName}.", {
          copied,
          serverName: plainText(serverName),
        }),
      }
    : {
        kind: "warning",
        message: l10n.t(
          "{copied} It trusts {file}, which is not in {folder} yet: put the certificate of {serverName} there.",
          {
            copied,
            file: plainText(nameOf(trustFile)),
            folder: plainText(folderOf(trustFile)),
            serverName: plainText(serverName),
          },
        ),
      };
}

/** The address of the chosen server is none. */
export function serverUrlWords({ code, reason }: UrlFailure, serverName: string): CommandFailure {
  return {
    code,
    message: l10n.t("{serverName} has no address that a device can connect to. {url}", {
      serverName: plainText(serverName),
      url: urlWords[reason],
    }),
    details: { server: serverName, reason },
    actions: [
      {
        title: l10n.t("Open Server Settings"),
        command: "workbench.action.openSettings",
        args: ["thingsboardX509.servers"],
      },
    ],
  };
}

/** The language that was asked for is none of ours. */
export const languageUnknown: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The language has to be one of {clientLanguages}.", {
    clientLanguages: enumeratedText(clientLanguages),
  }),
};
