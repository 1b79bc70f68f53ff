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

/** The last line of a diagnosis, as `diagnosisLines` writes it: the payload of a message can make no other link. */
const docsLine = /^ {4}More: (docs\/diagnoses\.md#([a-z-]+))$/;

function provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
  return Array.from({ length: document.lineCount }, (_, line) => linkIn(document, line)).filter(
    (link) => link !== undefined,
  );
}

function linkIn(document: vscode.TextDocument, line: number): vscode.DocumentLink | undefined {
  const { text } = document.lineAt(line);
  const [, reference, code] = docsLine.exec(text) ?? [];
  if (reference === undefined) {
    return undefined;
  }
  const range = new vscode.Range(line, text.length - reference.length, line, text.length);
  const args = encodeURIComponent(JSON.stringify(["diagnoses.md", code]));
  const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:thingsboardX509.openDocs?${args}`));
  link.tooltip = "What this means and what to do";
  return link;
}
