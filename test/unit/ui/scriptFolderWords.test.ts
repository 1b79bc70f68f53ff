import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ScriptFolder, ScriptFolderFailure } from "../../../src/flows/inspectScriptFolder";
import {
  scriptFolderFailureWords,
  scriptFolderWords,
  type ScriptFolderPlace,
} from "../../../src/ui/words/scriptFolder";

const properties = "/home/ada/tb/keygen.properties";
const file = (name: string): string => `/home/ada/tb/${name}`;

const whole: ScriptFolder = {
  device: {
    propertiesPath: properties,
    name: "mqttclient",
    blockingProblems: 0,
    filePrefix: "mqttclient",
    serverFilePrefix: "mqttserver",
    client: {
      side: "client",
      files: [file("mqttclient.jks")],
      certificate: { path: file("mqttclient.pub.pem"), unreadable: true },
    },
    server: { side: "server", files: [] },
  },
  generation: "first",
  commonName: "tb.example.org",
  files: ["mqttclient.jks", "mqttclient.nopass.pem", "mqttclient.pub.pem", "mqttserver.cer"].map(file),
  missing: [],
};
const bare: ScriptFolder = {
  ...whole,
  device: { ...whole.device, client: { side: "client", files: [] } },
  files: [],
  missing: [file("mqttclient.jks")],
};

const testConnection = {
  title: "Test Connection",
  command: "thingsboardX509.testConnection",
  args: [properties],
};
const generate = {
  title: "Generate Client Cert",
  command: "thingsboardX509.generateClientCert",
  args: [properties],
};
const add = (title: string): object => ({
  title,
  command: "thingsboardX509.importScriptFolder",
  args: [properties, { addToWorkspace: true }],
});

describe("an imported folder is told about", () => {
  const found = "4 files of the device mqttclient (CN tb.example.org) found:";
  const names = "mqttclient.jks, .nopass.pem, .pub.pem; mqttserver.cer.";
  const rows: readonly (readonly [
    what: string,
    found: ScriptFolder,
    place: ScriptFolderPlace,
    text: string,
    action: object,
  ])[] = [
    [
      "when it is whole",
      whole,
      "shown",
      `${found} ${names} None is missing. Nothing was changed.`,
      testConnection,
    ],
    [
      "when files are missing",
      { ...whole, missing: [file("mqttclient.p12"), file("mqttserver.jks"), file("mqttserver.pub.pem")] },
      "shown",
      `${found} ${names} Missing: mqttclient.p12; mqttserver.jks, .pub.pem. Nothing was changed.`,
      testConnection,
    ],
    [
      "when there are no files",
      bare,
      "shown",
      "The device mqttclient (CN tb.example.org) has no files yet. Nothing was changed.",
      generate,
    ],
    [
      "when the file names none, and the device is called like its certificate",
      {
        ...bare,
        device: {
          propertiesPath: properties,
          name: "tb.example.org",
          blockingProblems: 1,
          client: bare.device.client,
          server: bare.device.server,
        },
        missing: [],
      },
      "shown",
      "The device tb.example.org has no files yet. keygen.properties does not say how the files of the client are named. Nothing was changed.",
      generate,
    ],
    [
      "when it is outside the workspace",
      whole,
      "outside",
      `${found} ${names} None is missing. Nothing was changed. The folder is outside the workspace, so the Devices view does not show it yet.`,
      add("Add Folder to Workspace"),
    ],
    [
      "when no folder is open",
      whole,
      "no-workspace",
      `${found} ${names} None is missing. Nothing was changed. Open the folder to see the device in the Devices view.`,
      add("Open Folder"),
    ],
    [
      "when the view hides it",
      whole,
      "hidden",
      `${found} ${names} None is missing. Nothing was changed. The Devices view does not show it: it leaves out backup, node_modules and what files.exclude hides.`,
      testConnection,
    ],
  ];
  for (const [what, folder, place, text, action] of rows) {
    it(what, () => {
      assert.deepEqual(scriptFolderWords(folder, place), { text, actions: [action] });
    });
  }

  it("with foreign names that cannot break the line", () => {
    const { text } = scriptFolderWords({ ...whole, commonName: "a\nb\u202e" }, "shown");
    assert.match(text, /\(CN a␊b⟨U\+202E⟩\)/);
  });
});

describe("a folder that gives no device is told about, with a way on,", () => {
  const again = "Choose Another Folder…";
  const rows: readonly (readonly [
    what: string,
    failure: ScriptFolderFailure,
    message: string,
    titles: readonly string[],
  ])[] = [
    [
      "when it is not there",
      { code: "folder-not-found", path: "/srv/tb" },
      "There is no folder /srv/tb. It may have been moved or removed: choose another one.",
      [again],
    ],
    [
      "when it is a file",
      {
        code: "folder-unreadable",
        path: "/srv/tb",
        failure: { code: "file-not-regular", path: "/srv/tb", cause: "ENOTDIR" },
      },
      "/srv/tb is no folder. Choose the folder that ThingsBoard's scripts were run in, or the keygen.properties in it.",
      [again],
    ],
    [
      "when it may not be read",
      {
        code: "folder-unreadable",
        path: "/srv/tb",
        failure: { code: "file-permission-denied", path: "/srv/tb" },
      },
      "/srv/tb cannot be read. Check who owns the folder, and its mode.",
      [again],
    ],
    [
      "when nothing in it is the scripts'",
      { code: "properties-missing", path: "/srv/tb", generated: [], otherProperties: [] },
      "There is no keygen.properties in /srv/tb. Nothing in it is from ThingsBoard's scripts: choose the folder that server.keygen.sh and client.keygen.sh were run in.",
      [again, "New Device…"],
    ],
    [
      "when it has the files without what they were made with",
      {
        code: "properties-missing",
        path: "/srv/tb",
        generated: ["mqttclient.jks", "mqttclient.pub.pem"],
        otherProperties: [],
      },
      "There is no keygen.properties in /srv/tb. Files of ThingsBoard's scripts are there: mqttclient.jks, .pub.pem. Put the properties file that they were made with beside them, as it holds their passwords, or make a new device.",
      [again, "New Device…"],
    ],
    [
      "when its properties file has a name of its own",
      {
        code: "properties-missing",
        path: "/srv/tb",
        generated: ["mqttclient.jks", "mqttclient.pub.pem"],
        otherProperties: ["pump.properties"],
      },
      "There is no keygen.properties in /srv/tb. If the scripts were run with -p pump.properties, name that file pump.keygen.properties: then it is a device.",
      [again],
    ],
    [
      "when it has several",
      {
        code: "properties-several",
        path: "/srv/tb",
        properties: ["a", "b", "c", "d", "e"].map((name) => `${name}.keygen.properties`),
      },
      "/srv/tb has several devices: a.keygen.properties, b.keygen.properties, c.keygen.properties, d.keygen.properties, and 1 more. Choose one of these files.",
      [],
    ],
    [
      "when its properties file may not be read",
      { code: "file-permission-denied", path: "/srv/tb/keygen.properties" },
      "No permission for keygen.properties in /srv/tb. Check who owns the file and the folder, and their modes.",
      [],
    ],
  ];
  for (const [what, failure, message, titles] of rows) {
    it(what, () => {
      const words = scriptFolderFailureWords(failure);
      assert.equal(words.code, failure.code);
      assert.equal(words.message, message);
      assert.deepEqual(
        (words.actions ?? []).map(({ title }) => title),
        titles,
      );
    });
  }
});
