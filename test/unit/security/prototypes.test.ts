import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionEvent } from "../../../src/core/connection/events";
import { parseJson } from "../../../src/core/credential/json";
import { columnsOf } from "../../../src/core/fleet/columns";
import { withoutSecrets } from "../../../src/core/credential/withoutSecrets";
import { charted, emptyChart } from "../../../src/core/talk/series";
import { payloadLines } from "../../../src/core/stream/payloadLines";
import { plainText } from "../../../src/ui/words/diagnosisCase";
import { otherCredentialsText } from "../../../src/ui/words/credentialTypes";
import { profileOf, soundTextWith } from "../../support/profiles";

/** Names that every object has, or that change what it inherits. */
const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

const hostile = `{"__proto__":{"isEvil":1},"constructor":{"prototype":{"isEvil":1}},"toString":1}`;

function assertNothingInherited(): void {
  assert.equal(({} as Record<string, unknown>)["isEvil"], undefined);
  assert.equal(Object.hasOwn(Object.prototype, "isEvil"), false);
}

describe("names that objects inherit are names as any other in", () => {
  it("a properties file", () => {
    for (const name of names) {
      const profile = profileOf(soundTextWith(`${name}=x\nCITY="$${name}"\n`));
      assert.equal(profile.values.get("CITY")?.value, "x", name);
    }
    assertNothingInherited();
  });

  it("JSON of a server and of a broker", () => {
    const parsed = parseJson(hostile);
    assert.ok(parsed.ok);
    const shown = withoutSecrets(parsed.value) as Record<string, unknown>;
    assert.equal(Object.getPrototypeOf(shown), Object.prototype);
    assert.equal(shown["isEvil"], undefined);
    const payload = new TextEncoder().encode(hostile);
    const lines = payloadLines(payload, { format: "pretty", maxPayloadBytes: 1000 });
    assert.match(JSON.stringify(lines), /__proto__/);
    assertNothingInherited();
  });

  it("the columns of a fleet's CSV", () => {
    const place = { line: 1, column: 1 };
    const fields = ["name", ...names].map((text) => ({ text, ...place, end: place }));
    const header = { number: 1, fields };
    const columns = columnsOf(header, {});
    assert.deepEqual(columns, { ok: true, value: { count: 1 + names.length, nameIndex: 0, keys: [] } });
    const mapping = JSON.parse('{"__proto__":"CITY"}') as Parameters<typeof columnsOf>[1];
    const mapped = columnsOf(header, mapping);
    assert.ok(mapped.ok);
    assert.deepEqual(mapped.value.keys, [{ key: "CITY", index: 1 }]);
  });

  it("a server's type of credentials", () => {
    for (const name of names) {
      assert.equal(otherCredentialsText(name), `credentials of the type ${plainText(name)}`);
    }
  });

  it("telemetry that is drawn", () => {
    const payload = new TextEncoder().encode(`{"__proto__":1,"constructor":2}`);
    const topic = "v1/devices/me/telemetry";
    const event: SessionEvent = { kind: "published", atMs: 1, topic, payload, qos: 1 };
    const { series } = charted(emptyChart, "/keygen.properties", event);
    assert.deepEqual([...series.values()].map(({ key }) => key).sort(), ["__proto__", "constructor"]);
    assertNothingInherited();
  });
});
