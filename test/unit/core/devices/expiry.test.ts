import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CertificateOnDisk, Device } from "../../../../src/core/devices/device";
import { dueOf, expiriesOf, expiryCounts, expiryGroups } from "../../../../src/core/devices/expiry";

const terms = { now: new Date("2030-06-01T12:00:00Z"), expiryWarningDaysOf: () => 30 };

function certificate(path: string, notAfter: string): CertificateOnDisk {
  return {
    path,
    subjectText: "CN=pump",
    keyText: "EC P-256",
    notBeforeMs: Date.parse("2020-01-01T00:00:00Z"),
    notAfterMs: Date.parse(notAfter),
    fingerprint256: "AA:BB",
    credentialsId: "abcd",
  };
}

/** A device in its folder: when its client's certificate ends, and the path and end of its server's. */
function device(name: string, client?: string, server?: readonly [path: string, notAfter: string]): Device {
  const folder = `/w/${name}`;
  return {
    propertiesPath: `${folder}/keygen.properties`,
    name,
    blockingProblems: 0,
    client: {
      side: "client",
      files: [],
      ...(client === undefined ? {} : { certificate: certificate(`${folder}/client.pub.pem`, client) }),
    },
    server: {
      side: "server",
      files: [],
      ...(server === undefined ? {} : { certificate: certificate(...server) }),
    },
  };
}

const fine = device("a", "2039-01-01T00:00:00Z");
const soon = device("b", "2030-06-13T12:00:00Z");
const expired = device("c", "2030-05-31T12:00:00Z");
const today = device("d", "2030-06-01T23:00:00Z");
const bare = device("e");
const badServer = device("f", "2035-01-01T00:00:00Z", ["/w/f/server.pub.pem", "2030-06-02T12:00:00Z"]);
const all = [fine, soon, expired, today, bare, badServer];

describe("the certificates of some devices", () => {
  it("that end on the same day come in the order of their names, whatever the hour", () => {
    const ends = ["m-10", "m-2", "m-1"].map((name, hour) => device(name, `2030-06-13T1${hour + 3}:00:00Z`));
    const names = ["m-1", "m-2", "m-10"];
    assert.deepEqual(
      expiriesOf(ends, terms).map((expiry) => expiry.device.name),
      names,
    );
    const [group] = expiryGroups(ends, terms);
    assert.deepEqual(
      group?.rows.map((row) => row.device.name),
      names,
    );
  });

  it("come with what ends first, first", () => {
    assert.deepEqual(
      expiriesOf(all, terms).map((expiry) => [expiry.device.name, expiry.side, expiry.urgency, expiry.days]),
      [
        ["c", "client", "expired", -1],
        ["d", "client", "soon", 0],
        ["f", "server", "soon", 1],
        ["b", "client", "soon", 12],
        ["f", "client", "fine", 1674],
        ["a", "client", "fine", 3135],
      ],
    );
  });

  it("are counted by how urgent they are", () => {
    assert.deepEqual(expiryCounts(expiriesOf(all, terms)), { expired: 1, soon: 3, fine: 2 });
    assert.equal(dueOf(expiriesOf(all, terms)).length, 4);
  });

  it("count once where several devices share a file", () => {
    const shared = ["/w/lab/server.pub.pem", "2030-06-02T12:00:00Z"] as const;
    const both = [device("x", undefined, shared), device("y", undefined, shared)];
    assert.deepEqual(
      expiriesOf(both, terms).map((expiry) => expiry.device.name),
      ["x"],
    );
  });

  it("are due by the setting of their own file", () => {
    const expiryWarningDaysOf = (path: string): number => (path.startsWith("/w/b/") ? 5 : 30);
    const own = expiriesOf([soon, today], { ...terms, expiryWarningDaysOf });
    assert.deepEqual(
      own.map(({ urgency }) => urgency),
      ["soon", "fine"],
    );
  });

  it("that cannot be read have no end", () => {
    const unreadable = { path: "/w/a/client.pub.pem", unreadable: true } as const;
    const broken = { ...fine, client: { ...fine.client, certificate: unreadable } };
    assert.deepEqual(expiriesOf([broken], terms), []);
    assert.equal(expiryGroups([broken], terms)[0]?.urgency, "none");
  });
});

describe("devices by what is most urgent of each", () => {
  it("are sorted by that date, and in no group without devices", () => {
    const shown = expiryGroups(all, terms).map(({ urgency, rows }) => [
      urgency,
      ...rows.map((row) => row.device.name),
    ]);
    assert.deepEqual(shown, [
      ["expired", "c"],
      ["soon", "d", "f", "b"],
      ["fine", "a"],
      ["none", "e"],
    ]);
    assert.deepEqual(
      expiryGroups([fine], terms).map(({ urgency }) => urgency),
      ["fine"],
    );
    assert.deepEqual(expiryGroups([], terms), []);
  });
});
