import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutSecrets } from "../../../../src/core/credential/withoutSecrets";

describe("a body is shown without secrets", () => {
  it("wherever they stand, and with what is public", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const body = {
      name: "fleet",
      version: 3,
      provisionDeviceKey: "k3y",
      profileData: {
        provisionConfiguration: { provisionDeviceSecret: pem, allow: true },
        transportConfiguration: { servers: [{ clientSecretKey: "s3cret", bootstrap: null, password: "" }] },
        configuration: { provisionDeviceSecret: "s3cret" },
      },
    };
    assert.deepEqual(withoutSecrets(body), {
      name: "fleet",
      version: 3,
      provisionDeviceKey: "***",
      profileData: {
        provisionConfiguration: { provisionDeviceSecret: pem, allow: true },
        transportConfiguration: { servers: [{ clientSecretKey: "***", bootstrap: null, password: "" }] },
        configuration: { provisionDeviceSecret: "***" },
      },
    });
    assert.equal(withoutSecrets(null), null);
  });
});
