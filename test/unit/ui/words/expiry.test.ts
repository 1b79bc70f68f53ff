import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../../../src/core/devices/device";
import type { Expiry } from "../../../../src/core/devices/expiry";
import { calendarEventWords, expiryStatusOf, renewedAllWords } from "../../../../src/ui/words/expiry";

type Due = Pick<Expiry, "device" | "side" | "days">;

function due(name: string, days: number, side: Expiry["side"] = "client"): Due {
  return { device: { name } as Device, side, days };
}

describe("the status bar says what expires", () => {
  const rows: readonly (readonly [expired: number, soon: number, text: string])[] = [
    [0, 2, "$(warning) 2 certificates expire soon"],
    [0, 1, "$(warning) 1 certificate expires soon"],
    [1, 0, "$(warning) 1 certificate expired"],
    [1, 2, "$(warning) 1 certificate expired, 2 expire soon"],
    [3, 1, "$(warning) 3 certificates expired, 1 expires soon"],
  ];
  for (const [expired, soon, text] of rows) {
    it(text, () => {
      assert.equal(expiryStatusOf([due("pump", 1)], { expired, soon })?.text, text);
    });
  }

  it("nothing where nothing does", () => {
    assert.equal(expiryStatusOf([], { expired: 0, soon: 0 }), undefined);
  });

  it("with the first to end by name", () => {
    const all = [
      due("pump", -3),
      due("pump", 0, "server"),
      ...Array.from({ length: 10 }, () => due("valve", 7)),
    ];
    assert.deepEqual(expiryStatusOf(all, { expired: 1, soon: 11 })?.tooltip.split("\n"), [
      "pump expired",
      "pump · server expires today",
      ...Array.from({ length: 8 }, () => "valve expires in 7 d"),
      "and 2 more",
      "Click to show them in Devices",
    ]);
  });
});

describe("after renewing many certificates the message says", () => {
  const bad = { device: "pump", message: "It is busy." };
  const rows: readonly (readonly [
    what: string,
    facts: Parameters<typeof renewedAllWords>[0],
    text: RegExp,
  ])[] = [
    [
      "that nothing was due",
      { renewed: 0, notRenewed: [], skipped: 0 },
      /^No certificate .* nothing to renew\.$/,
    ],
    [
      "how many were",
      { renewed: 2, notRenewed: [], skipped: 0 },
      /^2 certificates are renewed; .* the new one\.$/,
    ],
    ["that one was", { renewed: 1, notRenewed: [], skipped: 0 }, /^1 certificate is renewed; /],
    [
      "how many were left",
      { renewed: 1, notRenewed: [], skipped: 2 },
      / 2 certificates were left as they were\.$/,
    ],
    [
      "what failed",
      { renewed: 0, notRenewed: [bad], skipped: 1 },
      /^No certificate is renewed\. 1 certificate was left as it was\. 1 could not be renewed, the first pump: It is busy\.$/,
    ],
  ];
  for (const [what, facts, text] of rows) {
    it(what, () => {
      assert.match(renewedAllWords(facts), text);
    });
  }
});

describe("an event of the calendar says", () => {
  it("whose certificate ends, which, when and where", () => {
    const certificate = {
      subjectText: "CN=pump",
      fingerprint256: "AA:BB",
      notAfterMs: Date.parse("2030-06-13T23:59:59Z"),
    } as Expiry["certificate"];
    assert.deepEqual(calendarEventWords({ ...due("pump", 1, "server"), certificate }, "lab/server.pub.pem"), {
      summary: "pump: server certificate expires",
      description:
        "The certificate in lab/server.pub.pem ends on 2030-06-13T23:59:59.000Z.\nSubject: CN=pump\nSHA-256: AA:BB\nRenew it before, and give the new one to whoever knows the old one.",
    });
  });
});
