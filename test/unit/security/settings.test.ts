import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manifest } from "../../support/settingsDoc";

/** What only changes how something that was read already is shown. Any other setting takes part in connecting or writing. */
const onlyShow = [
  "thingsboardX509.output.format",
  "thingsboardX509.output.maxPayloadBytes",
  "thingsboardX509.certificate.expiryWarningDays",
  "thingsboardX509.validation.onType",
];

describe("the settings of a workspace that is not trusted", () => {
  const { capabilities, contributes } = manifest();
  const { untrustedWorkspaces } = capabilities;
  const settings = Object.entries(contributes.configuration.properties);

  it("count only where they show something: all that connect or write are restricted", () => {
    assert.equal(untrustedWorkspaces.supported, "limited");
    assert.deepEqual(
      [...untrustedWorkspaces.restrictedConfigurations, ...onlyShow].sort(),
      settings.map(([name]) => name).sort(),
    );
  });

  it("have a scope each, so that a folder's settings are asked for by that folder", () => {
    assert.deepEqual(
      settings.filter(([, { scope }]) => scope !== "resource").map(([name]) => name),
      [],
    );
  });

  it("hold no secret: none of them is named as one", () => {
    assert.deepEqual(
      settings.map(([name]) => name).filter((name) => /password|passphrase|token|secret|apiKey/i.test(name)),
      [],
    );
  });
});
