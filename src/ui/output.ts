import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { DeviceOutput } from "./app";
import { batchMs, newLineQueue } from "./lineQueue";
import { flushMs, newMessageStream } from "./messageStream";
import { newReferenceFinder } from "./outputLinks";
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
    { provideDocumentLinks: newDocumentLinks() },
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

/** Each of them leads to its place in the docs. */
function newDocumentLinks(): (document: vscode.TextDocument) => vscode.DocumentLink[] {
  const referencesIn = newReferenceFinder();
  return (document) =>
    referencesIn(document).map(({ line, from, to, page, code }) => {
      const args = encodeURIComponent(JSON.stringify([page, code]));
      const target = vscode.Uri.parse(`command:thingsboardX509.openDocs?${args}`);
      const link = new vscode.DocumentLink(new vscode.Range(line, from, line, to), target);
      link.tooltip = l10n.t("What this means and what to do");
      return link;
    });
}
