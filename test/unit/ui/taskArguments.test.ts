import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manifest } from "../../support/settingsDoc";
import { actionsWith, argumentsOf, offeredTasks, taskMeant, taskType } from "../../../src/ui/taskArguments";

const server = { mqttUrl: "mqtts://tb.example.com:8883", caFile: "/etc/tb/ca.pem" };

describe("the command line of a task", () => {
  const rows: readonly [title: string, definition: object, args: readonly string[]][] = [
    [
      "checks keygen.properties unless another file is given",
      { action: "validate" },
      ["validate", "--properties=keygen.properties"],
    ],
    [
      "has no word that could be taken for an option",
      { action: "validate", properties: "-x.keygen.properties" },
      ["validate", "--properties=-x.keygen.properties"],
    ],
    [
      "leaves variables for VS Code",
      { action: "validate", properties: "${workspaceFolder}/a b/keygen.properties" },
      ["validate", "--properties=${workspaceFolder}/a b/keygen.properties"],
    ],
    [
      "generates as it is told",
      { action: "generate", serverSide: true, overwrite: true, days: 30, ca: "Fleet.ca.pem" },
      [
        "generate",
        "--properties=keygen.properties",
        "--server-side",
        "--overwrite",
        "--days=30",
        "--ca=Fleet.ca.pem",
      ],
    ],
    [
      "has nothing of what is off or belongs to another action",
      { action: "generate", overwrite: false, timeout: 3, caFile: "x.pem" },
      ["generate", "--properties=keygen.properties"],
    ],
  ];
  for (const [title, definition, args] of rows) {
    it(title, () => {
      const meant = taskMeant(definition);
      assert.ok(meant !== undefined);
      assert.deepEqual(argumentsOf(meant), args);
    });
  }

  it("tests with the server's address and trust file", () => {
    const meant = taskMeant({ action: "test", server: "Plant", timeout: 5 });
    assert.ok(meant?.server === "Plant");
    assert.deepEqual(argumentsOf(meant, server), [
      "test",
      "--properties=keygen.properties",
      "--server=mqtts://tb.example.com:8883",
      "--ca-file=/etc/tb/ca.pem",
      "--timeout=5",
    ]);
  });

  it("tests with a trust file of the task's own", () => {
    const meant = taskMeant({ action: "test", caFile: "own.pem" });
    assert.deepEqual(meant && argumentsOf(meant, server), [
      "test",
      "--properties=keygen.properties",
      "--server=mqtts://tb.example.com:8883",
      "--ca-file=own.pem",
    ]);
  });

  it("is none where a definition has no action that is known", () => {
    for (const definition of [{}, { action: "fleet" }, { action: 1 }, undefined, null, [], "validate"]) {
      assert.equal(taskMeant(definition), undefined);
    }
  });
});

describe("the tasks that are offered", () => {
  it("are all actions for each file", () => {
    assert.deepEqual(
      offeredTasks(["a/keygen.properties", "b.keygen.properties"], true).map(
        ({ action, properties }) => `${action} ${properties}`,
      ),
      ["a/keygen.properties", "b.keygen.properties"].flatMap((file) => [
        `validate ${file}`,
        `generate ${file}`,
        `test ${file}`,
      ]),
    );
  });

  it("only check where the workspace is not trusted", () => {
    assert.deepEqual(offeredTasks(["keygen.properties"], false), [
      { type: taskType, action: "validate", properties: "keygen.properties" },
    ]);
    assert.deepEqual(actionsWith(false), ["validate"]);
  });

  it("are none for a path in which VS Code would put something else", () => {
    assert.deepEqual(offeredTasks(["${command:workbench.action.quit}/keygen.properties"], true), []);
  });
});

describe("package.json declares tasks", () => {
  const [definition] = manifest().contributes.taskDefinitions;

  it("of the type that is provided, with its actions", () => {
    assert.equal(definition?.type, taskType);
    assert.deepEqual(definition.required, ["action"]);
    assert.deepEqual(definition.properties["action"]?.enum, actionsWith(true));
  });

  it("with no key that does nothing", () => {
    const { action, ...keys } = definition?.properties ?? {};
    const all = Object.keys(keys);
    const values = Object.fromEntries(all.map((key) => [key, `«${key}»`]));
    const words = (action?.enum ?? []).flatMap((one) => {
      const meant = taskMeant({ ...values, action: one });
      return meant === undefined ? [] : [...argumentsOf(meant), meant.server];
    });
    assert.deepEqual(
      all.filter((key) => !words.some((word) => word?.includes(`«${key}»`))),
      [],
    );
  });
});
