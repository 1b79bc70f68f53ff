import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { isHeaderText } from "../core/credential/accountCalls";
import type { Login } from "../flows/signIn";
import { pickOne } from "./pick";

/** Asks how to sign in, and with what; undefined: the person cancelled. */
export async function askForLogin(server: string): Promise<Login | undefined> {
  const title = l10n.t("Sign In to {server}", { server });
  const byPassword = {
    label: l10n.t("User and Password"),
    icon: "account",
    detail: l10n.t("What you sign in with on the web page"),
  };
  const byKey = {
    label: l10n.t("API Key"),
    icon: "key",
    detail: l10n.t("From ThingsBoard's account page (4.3 and later); for two-factor accounts, too"),
  };
  const picked = await pickOne([byPassword, byKey], {
    title,
    placeHolder: l10n.t("How do you sign in?"),
    ignoreFocusOut: true,
  });
  if (picked === byKey) {
    const apiKey = await ask(title, { prompt: l10n.t("API key"), password: true, validateInput: keyFinding });
    return apiKey === undefined ? undefined : { apiKey: apiKey.trim() };
  }
  if (picked === undefined) {
    return undefined;
  }
  const username = await ask(title, {
    prompt: l10n.t("User, usually an e-mail address"),
    validateInput: nameFinding,
  });
  const password =
    username === undefined
      ? undefined
      : await ask(title, {
          prompt: l10n.t(
            "Password of {username}. It is sent once and not kept: what the server gives for it is, in the keyring of this machine",
            { username: username.trim() },
          ),
          password: true,
          validateInput: passwordFinding,
        });
  return username === undefined || password === undefined
    ? undefined
    : { username: username.trim(), password };
}

function ask(title: string, options: vscode.InputBoxOptions): Promise<string | undefined> {
  return Promise.resolve(vscode.window.showInputBox({ title, ignoreFocusOut: true, ...options }));
}

function nameFinding(text: string): string | undefined {
  return text.trim() === "" ? l10n.t("Who signs in?") : undefined;
}

function passwordFinding(text: string): string | undefined {
  return text === "" ? l10n.t("A password is needed.") : undefined;
}

function keyFinding(text: string): string | undefined {
  return isHeaderText(text.trim())
    ? undefined
    : l10n.t("An API key has letters, digits and signs, without spaces.");
}
