import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  editedServer,
  isPortText,
  movedServer,
  type ServerChanges,
  nameFinding,
  newServer,
  placeOf,
  portsArgument,
  serverArgument,
  urlFinding,
  withAddress,
} from "../../../src/ui/serverArguments";
import { serverNamed, type ChoiceFacts } from "../../../src/ui/serverChoice";

const lab = { name: "Lab", mqttUrl: "mqtts://lab.example.org:8883" };

describe("the server of a name", () => {
  const facts = (changes: Partial<ChoiceFacts> = {}): ChoiceFacts => ({
    servers: [lab],
    running: undefined,
    absolute: (path) => `/w/${path}`,
    ...changes,
  });

  it("is one of the settings", () => {
    assert.deepEqual(serverNamed("Lab", facts()), { ok: true, value: lab });
  });

  it("has an absolute CA file", () => {
    const servers = [{ ...lab, restUrl: "https://lab.example.org", caFile: "ca/lab.pem" }];
    assert.deepEqual(serverNamed("Lab", facts({ servers })), {
      ok: true,
      value: { ...lab, restUrl: "https://lab.example.org", caFile: "/w/ca/lab.pem" },
    });
  });

  it("is the Local Test Server, with its own address and certificate while it runs", () => {
    const running = {
      mqttUrl: "mqtts://127.0.0.1:40000",
      restUrl: "http://127.0.0.1:40001",
      caFile: "/storage/testserver.pub.pem",
    };
    assert.deepEqual(serverNamed("Local Test Server", facts({ running })), {
      ok: true,
      value: { name: "Local Test Server", isOwn: true, ...running },
    });
  });

  it("is the Local Test Server, with the address that it would have while it does not run", () => {
    assert.deepEqual(serverNamed("Local Test Server", facts()), {
      ok: true,
      value: { name: "Local Test Server", mqttUrl: "mqtts://127.0.0.1:8883", isOwn: true },
    });
  });

  it("is none of those there are", () => {
    const chosen = serverNamed("Attic", facts());
    assert.ok(!chosen.ok);
    assert.equal(chosen.failure.code, "server-unknown");
    assert.match(chosen.failure.message, /Attic/);
    assert.equal(chosen.failure.actions?.[0]?.command, "thingsboardX509.addServer");
  });
});

describe("ports are taken", () => {
  const rows: readonly (readonly [argument: unknown, ports: object | undefined])[] = [
    [undefined, {}],
    [{}, {}],
    [{ port: 0 }, { port: 0 }],
    [
      { port: 8883, restPort: 9090 },
      { port: 8883, restPort: 9090 },
    ],
    [{ id: "local", serverName: "Local Test Server" }, {}],
    [{ port: "8883" }, undefined],
    [{ port: -1 }, undefined],
    [{ restPort: 65_536 }, undefined],
    [{ port: 1.5 }, undefined],
  ];
  for (const [argument, ports] of rows) {
    it(`${ports === undefined ? "not " : ""}from ${JSON.stringify(argument)}`, () => {
      const read = portsArgument(argument);
      assert.deepEqual(read.ok ? read.value : undefined, ports);
      assert.equal(
        read.ok ? undefined : read.failure.code,
        ports === undefined ? "argument-invalid" : undefined,
      );
    });
  }
});

describe("a new server", () => {
  it("is what was given", () => {
    const given = { name: "Attic", mqttUrl: "mqtts://attic", caFile: "ca.pem" };
    assert.deepEqual(newServer(given, [lab]), { ok: true, value: given });
  });

  const refused: readonly (readonly [name: string, mqttUrl: string, says: RegExp])[] = [
    ["", "mqtts://attic", /needs a name/],
    ["Lab", "mqtts://attic", /called Lab already/],
    ["Local Test Server", "mqtts://attic", /called Local Test Server already/],
    ["Attic", "mqtt://attic", /Two-way TLS/],
    ["Attic", "https://attic", /starts with mqtts/],
    ["Attic", "mqtts://me:secret@attic", /No name or password/],
    ["Attic", "mqtts://", /needs a host/],
    ["Attic", "mqtts://attic:0", /port is a number/],
  ];
  for (const [name, mqttUrl, says] of refused) {
    it(`is refused: "${name}" at ${mqttUrl}`, () => {
      const server = newServer({ name, mqttUrl }, [lab]);
      assert.ok(!server.ok);
      assert.equal(server.failure.code, "server-invalid");
      assert.match(server.failure.message, says);
      assert.doesNotMatch(server.failure.message, /secret/);
    });
  }

  it("is judged while the person types", () => {
    assert.equal(nameFinding("Attic", [lab]), undefined);
    assert.equal(nameFinding(" Lab ", [lab]), "There is a server called Lab already.");
    assert.equal(urlFinding("mqtts://attic:8884"), undefined);
    assert.match(urlFinding("mqtts://attic:x") ?? "", /port/);
  });

  it("is named by a text or by its node", () => {
    assert.equal(serverArgument("Lab"), "Lab");
    assert.equal(serverArgument({ id: "configured Lab", serverName: "Lab" }), "Lab");
    assert.equal(serverArgument({ id: "x" }), undefined);
    assert.equal(serverArgument(undefined), undefined);
  });
});

describe("a setting is written to", () => {
  const rows: readonly (readonly [
    found: { globalValue?: unknown; workspaceValue?: unknown } | undefined,
    hasWorkspace: boolean,
    place: string,
  ])[] = [
    [undefined, true, "workspace"],
    [{}, true, "workspace"],
    [{}, false, "global"],
    [{ globalValue: [] }, true, "global"],
    [{ globalValue: [], workspaceValue: [] }, true, "workspace"],
  ];
  for (const [found, hasWorkspace, place] of rows) {
    it(`${place}: ${JSON.stringify(found)} ${hasWorkspace ? "in" : "without"} a workspace`, () => {
      assert.equal(placeOf(found, hasWorkspace), place);
    });
  }
});

describe("another port of a server", () => {
  it("keeps its host and all else", () => {
    assert.deepEqual(movedServer({ ...lab, caFile: "ca.pem" }, 8884), {
      ok: true,
      value: { name: "Lab", mqttUrl: "mqtts://lab.example.org:8884", caFile: "ca.pem" },
    });
  });

  for (const port of [0, 65_536, 1.5, "8883", undefined]) {
    it(`is none: ${typeof port} ${String(port)}`, () => {
      const moved = movedServer(lab, port);
      assert.ok(!moved.ok);
      assert.equal(moved.failure.code, "argument-invalid");
    });
  }

  it("needs a host", () => {
    const moved = movedServer({ name: "Lab", mqttUrl: "mqtts://" }, 8883);
    assert.ok(!moved.ok);
    assert.equal(moved.failure.code, "server-invalid");
  });

  it("is written into its entry; those that are not sound stay as they are", () => {
    const entries = [{ name: " Lab ", mqttUrl: "x", note: 1 }, "?", null, { name: "Other", mqttUrl: "y" }];
    assert.deepEqual(withAddress(entries, "Lab", "mqtts://z:1"), [
      { name: " Lab ", mqttUrl: "mqtts://z:1", note: 1 },
      "?",
      null,
      { name: "Other", mqttUrl: "y" },
    ]);
  });

  const typed: readonly (readonly [string, boolean])[] = [
    ["8883", true],
    [" 1 ", true],
    ["65535", true],
    ["65536", false],
    ["0", false],
    ["", false],
    ["88x", false],
  ];
  for (const [text, isIt] of typed) {
    it(`${JSON.stringify(text)} is ${isIt ? "one" : "none"}`, () => {
      assert.equal(isPortText(text), isIt);
    });
  }
});

describe("a server that is edited", () => {
  const before = { name: "Lab", mqttUrl: "mqtts://lab", restUrl: "https://lab", caFile: "ca.pem" };
  const edit = (changes: ServerChanges): unknown => {
    const edited = editedServer(before, changes, [before, { name: "Attic", mqttUrl: "mqtts://attic" }]);
    return edited.ok ? edited.value : edited.failure.code;
  };

  it("keeps what is not changed, and loses what is empty", () => {
    assert.deepEqual(edit({ caFile: "", restUrl: "https://lab/tb" }), {
      name: "Lab",
      mqttUrl: "mqtts://lab",
      restUrl: "https://lab/tb",
    });
    assert.deepEqual(edit({ name: "Lab" }), before);
  });

  it("takes no name of another one, and no address that is none", () => {
    assert.equal(edit({ name: "Attic" }), "server-invalid");
    assert.equal(edit({ mqttUrl: "" }), "server-invalid");
    assert.equal(edit({ restUrl: "https://ada:secret@lab" }), "server-invalid");
  });
});
