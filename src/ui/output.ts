import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { DeviceOutput } from "./app";
import { batchMs, newLineQueue } from "./lineQueue";
import { flushMs, newMessageStream } from "./messageStream";
import { newOutputTail } from "./outputTail";

const languageId = "thingsboard-x509-output";

/** Makes the channel "ThingsBoard Devices": batched lines with colours, and links from a diagnosis to its docs. */
export function newDeviceOutput(): DeviceOutput & vscode.Disposable {
  const channel = vscode.window.createOutputChannel("ThingsBoard Devices", languageId);
  const tail = newOutputTail(channel);
  const queue = newLineQueue({
    write: tail.append,
    later: (run) => {
      setTimeout(run, batchMs);
    },
  });
  const stream = newMessageStream({
    append: (lines) => {
      queue.append(lines);
    },
    later: (run) => {
      setTimeout(run, flushMs);
    },
  });
  const links = vscode.languages.registerDocumentLinkProvider(
    { language: languageId },
    { provideDocumentLinks },
  );
  const rest = new vscode.Disposable(() => {
    stream.say();
    queue.flush();
    queue.close();
  });
  return Object.assign(vscode.Disposable.from(rest, links, channel), {
    append: (lines: readonly string[]) => {
      stream.say();
      queue.append(lines);
    },
    stream,
    clear: () => {
      queue.flush();
      stream.forget();
      tail.clear();
    },
    show: () => {
      channel.show(true);
    },
  });
}

/** The last line of a diagnosis or a warning, as the report writes it: the payload of a message can make no other link. */
const docsLine = /^ {4}More: (docs\/((?:diagnoses|warnings)\.md)#([a-z0-9-]+))$/gm;

function provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
  return [...document.getText().matchAll(docsLine)].map((match) => {
    const [line, reference = "", page = "", code = ""] = match;
    const end = match.index + line.length;
    const range = new vscode.Range(document.positionAt(end - reference.length), document.positionAt(end));
    const args = encodeURIComponent(JSON.stringify([page, code]));
    const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:thingsboardX509.openDocs?${args}`));
    link.tooltip = l10n.t("What this means and what to do");
    return link;
  });
}
