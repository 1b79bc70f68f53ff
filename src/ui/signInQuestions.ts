import * as vscode from "vscode";
import { isHeaderText } from "../core/credential/accountCalls";
import type { Login } from "../flows/signIn";

/** Asks how to sign in, and with what; undefined: the person cancelled. */
export async function askForLogin(server: string): Promise<Login | undefined> {
  const title = `Sign In to ${server}`;
  const byPassword = {
    label: "$(account) User and Password",
    detail: "What you sign in with in the web page",
  };
  const byKey = {
    label: "$(key) API Key",
    detail:
      "Made in ThingsBoard's account page; ThingsBoard 4.3 and later. Works with two-factor accounts, too",
  };
  const picked = await vscode.window.showQuickPick([byPassword, byKey], {
    title,
    placeHolder: "How do you sign in?",
    ignoreFocusOut: true,
  });
  if (picked === byKey) {
    const apiKey = await ask(title, { prompt: "API key", password: true, validateInput: keyFinding });
    return apiKey === undefined ? undefined : { apiKey: apiKey.trim() };
  }
  if (picked === undefined) {
    return undefined;
  }
  const username = await ask(title, {
    prompt: "User, usually an e-mail address",
    validateInput: nameFinding,
  });
  const password =
    username === undefined
      ? undefined
      : await ask(title, {
          prompt: `Password of ${username.trim()}. It is sent once and not kept: what the server gives for it is, in the keyring of this machine`,
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
  return text.trim() === "" ? "Who signs in?" : undefined;
}

function passwordFinding(text: string): string | undefined {
  return text === "" ? "A password is needed." : undefined;
}

function keyFinding(text: string): string | undefined {
  return isHeaderText(text.trim()) ? undefined : "An API key has letters, digits and signs, without spaces.";
}
