import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCsv, type CsvRow } from "../../../../src/core/credential/csv";
import { columnsOf, meaningOf, type ColumnMapping } from "../../../../src/core/fleet/columns";
import type { FleetFinding } from "../../../../src/core/fleet/findings";
import { FleetNames } from "../../../../src/core/fleet/names";
import { planDevice, templateProblems, type FleetPlan } from "../../../../src/core/fleet/plan";
import { profileOf, soundTextWith, testMachine } from "../../../support/profiles";

function rowsOf(text: string): readonly CsvRow[] {
  const read = readCsv(text, { delimiter: ",", quotes: "strict" });
  assert.ok(read.ok);
  return read.value;
}

/** `row code line:column-line:column`, with the facts of the sentence where they are asked for. */
function told({ row, code, place, end }: FleetFinding): string {
  return `${row} ${code} ${place.line}:${place.column}-${end.line}:${end.column}`;
}

function planOf(
  header: string,
  { mapping = {}, template = soundTextWith("") }: Partial<Given> = {},
): FleetPlan {
  const [row] = rowsOf(header);
  assert.ok(row !== undefined);
  const columns = columnsOf(row, mapping);
  assert.ok(columns.ok, JSON.stringify(columns));
  return { columns: columns.value, template: profileOf(template), machine: testMachine };
}

interface Given {
  readonly mapping: ColumnMapping;
  readonly template: string;
}

/** Plans the second row of a text whose first is the header. */
function planned(text: string, given: Partial<Given> = {}): ReturnType<typeof planDevice> {
  const row = rowsOf(text)[1];
  assert.ok(row !== undefined);
  return planDevice(row, planOf(text, given));
}

describe("a column means", () => {
  const rows: readonly [column: string, meaning: string][] = [
    ["name", "name"],
    [" Name ", "name"],
    ["CITY", "CITY"],
    ["city", "CITY"],
    ["client key-alias", "CLIENT_KEY_ALIAS"],
    ["Country", "TWO_LETTER_COUNTRY_CODE"],
    ["state", "STATE_OR_PROVINCE"],
    ["colour", ""],
    ["", ""],
  ];
  for (const [column, meaning] of rows) {
    it(`${meaning === "" ? "nothing" : meaning}: ${JSON.stringify(column)}`, () => {
      assert.equal(meaningOf(column), meaning);
    });
  }
});

describe("a header is refused for", () => {
  const rows: readonly [header: string, mapping: ColumnMapping, findings: readonly string[]][] = [
    ["name,city,name", {}, ["1 fleet-column-duplicate 1:11-1:15", "1 fleet-key-duplicate 1:11-1:15"]],
    ["name,city,CITY", {}, ["1 fleet-key-duplicate 1:11-1:15"]],
    ["name,x", { x: "SHOE_SIZE" }, ["1 fleet-key-unknown 1:6-1:7"]],
    ["id,city", {}, ["1 fleet-name-column-missing 1:1-1:8"]],
    ["name,city", { name: "" }, ["1 fleet-name-column-missing 1:1-1:10"]],
  ];
  for (const [header, mapping, findings] of rows) {
    it(`${header} as ${JSON.stringify(mapping)}`, () => {
      const row = rowsOf(header)[0];
      assert.ok(row !== undefined);
      const columns = columnsOf(row, mapping);
      assert.deepEqual(columns.ok ? [] : columns.failure.map(told), findings);
    });
  }
});

describe("a row becomes", () => {
  it("the template with its name and values, and nothing else changed", () => {
    const template = "# ours\nDOMAIN_SUFFIX=x # here\n" + soundTextWith("", ["DOMAIN_SUFFIX"]);
    const device = planned('name,city,note\nmeter-1,"Aix-en-Provence ""13""",x', { template });
    assert.ok(device.ok, JSON.stringify(device));
    assert.equal(device.value.name, "meter-1");
    assert.equal(device.value.row, 2);
    assert.equal(
      device.value.propertiesText,
      template
        .replace("DOMAIN_SUFFIX=x", "DOMAIN_SUFFIX=meter-1")
        .replace("CLIENT_FILE_PREFIX=client", "CLIENT_FILE_PREFIX=meter-1")
        .replace("CITY=Paris", `CITY='Aix-en-Provence "13"'`),
    );
  });

  it("what a mapping says, and keeps the template's value for an empty field", () => {
    const mapping = { serial: "name", name: "ORGANIZATIONAL_UNIT", prefix: "CLIENT_FILE_PREFIX" };
    const device = planned("serial,name,prefix,city\ns-1,Team A,dev,", { mapping });
    assert.ok(device.ok, JSON.stringify(device));
    const { values } = profileOf(device.value.propertiesText);
    const keys = ["DOMAIN_SUFFIX", "ORGANIZATIONAL_UNIT", "CLIENT_FILE_PREFIX", "CITY"];
    assert.deepEqual(
      keys.map((key) => values.get(key)?.value),
      ["s-1", "Team A", "dev", "Paris"],
    );
  });

  it("keys that the template lacks, as lines at its end", () => {
    const template = soundTextWith("", ["CITY", "CLIENT_FILE_PREFIX"]).trimEnd();
    const device = planned("name,city\nm,Lyon", { template });
    assert.ok(device.ok, JSON.stringify(device));
    assert.ok(device.value.propertiesText.endsWith("\nCLIENT_FILE_PREFIX=m\nCITY=Lyon\n"));
  });

  it("no other line, whatever a field holds", () => {
    const city = "x\nCLIENT_KEY_ALIAS=stolen\n$(touch /tmp/x)`id`'\"\\";
    const device = planned(`name,city\nm,"${city.replaceAll('"', '""')}"`);
    assert.ok(device.ok, JSON.stringify(device));
    const { values, entries } = profileOf(device.value.propertiesText);
    assert.equal(values.get("CITY")?.value, city);
    assert.equal(values.get("CLIENT_KEY_ALIAS")?.value, "clientalias");
    assert.equal(entries.length, 20);
  });
});

describe("a row is refused for", () => {
  const longName = "n".repeat(65);
  const rows: readonly [text: string, findings: readonly string[]][] = [
    ["name,city\nm", ["2 fleet-row-length 2:1-2:2"]],
    ["name,city\nm,a,b", ["2 fleet-row-length 2:1-2:6"]],
    ["name,city\n,a", ["2 fleet-name-empty 2:1-2:1"]],
    ["city,name\na,../m", ["2 fleet-name-unsafe 2:3-2:7"]],
    ["name\n/etc", ["2 fleet-name-unsafe 2:1-2:5"]],
    ["name\nC:\\m", ["2 fleet-name-unsafe 2:1-2:5"]],
    ["name\nm.", ["2 fleet-name-unsafe 2:1-2:3"]],
    ["name\nm ", ["2 fleet-name-unsafe 2:1-2:3"]],
    ["name\n.git", ["2 fleet-name-unsafe 2:1-2:5"]],
    ['name\n"a\nb"', ["2 fleet-name-unsafe 2:1-3:3"]],
    ["name\nm\u202Ex", ["2 fleet-name-unsafe 2:1-2:4"]],
    ["name\nm\u200Bx", ["2 fleet-name-unsafe 2:1-2:4"]],
    ["name\nCon.a", ["2 fleet-name-reserved 2:1-2:6"]],
    ["name\nBackup", ["2 fleet-name-reserved 2:1-2:7"]],
    [`name\n${"é".repeat(101)}`, ["2 fleet-name-too-long 2:1-2:102"]],
    [`name\n${longName}`, ["2 value-too-long 2:1-2:66"]],
    ["name\nserver", ["2 prefix-collision 2:1-2:7"]],
    ["name,country\nm,FRA", ["2 country-not-two-letters 2:3-2:6"]],
    ["name,client_key_alias\nm,ServerAlias", ["2 alias-collision 2:3-2:14"]],
    ["name,city\nm,a\u0000b", ["2 fleet-value-unwritable 2:3-2:6"]],
    [
      "name,country,client_key_alg\nm,FRA,DSA",
      ["2 country-not-two-letters 2:3-2:6", "2 algorithm-unknown 2:7-2:10"],
    ],
  ];
  for (const [text, findings] of rows) {
    it(JSON.stringify(text), () => {
      const device = planned(text);
      assert.deepEqual(device.ok ? [] : device.failure.map(told), findings);
    });
  }
});

describe("a name is taken", () => {
  const rows: readonly [first: string, second: string, code: string | undefined][] = [
    ["m-1", "m-2", undefined],
    ["m-1", "m-1", "fleet-name-duplicate"],
    ["m-1", "M-1", "fleet-name-collision"],
    ["é", "e\u0301", "fleet-name-collision"],
    ["STRASSE", "straße", "fleet-name-collision"],
    ["Σας", "σασ", "fleet-name-collision"],
  ];
  for (const [first, second, code] of rows) {
    it(`${JSON.stringify(second)} after ${JSON.stringify(first)}: ${code ?? "no"}`, () => {
      const names = new FleetNames();
      assert.equal(names.take(first, 2), undefined);
      assert.deepEqual(names.take(second, 7), code && { code, row: 2 });
    });
  }
});

describe("a template is refused for", () => {
  const rows: readonly [template: string, header: string, codes: readonly string[]][] = [
    [soundTextWith(""), "name", []],
    [soundTextWith("CITY = x", ["CITY"]), "name", ["space-around-equals"]],
    [soundTextWith("", ["CITY"]), "name", ["missing-key"]],
    [soundTextWith("", ["CITY"]), "name,city", []],
    [soundTextWith("DOMAIN_SUFFIX="), "name", []],
    [soundTextWith("TWO_LETTER_COUNTRY_CODE=FRA"), "name,country", []],
    [soundTextWith("TWO_LETTER_COUNTRY_CODE=FRA"), "name", ["country-not-two-letters"]],
  ];
  for (const [template, header, codes] of rows) {
    it(`${codes.join(", ") || "nothing"}: ${JSON.stringify(template.split("\n")[0])} with ${header}`, () => {
      assert.deepEqual(
        templateProblems(planOf(header, { template })).map(({ code }) => code),
        codes,
      );
    });
  }
});
