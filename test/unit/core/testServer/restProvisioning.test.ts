import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RestResponse } from "../../../../src/core/testServer/restMessages";
import { account, alpha, beta, Driver, responses } from "./driver";

/** The members of the answers that a test looks at. */
interface AnyBody {
  readonly id: { readonly id: string };
  readonly name: string;
  readonly label: string | null;
  readonly type: string;
  readonly version: number;
  readonly errorCode: number;
  readonly message: string;
  readonly credentialsType: string;
  readonly credentialsId: string;
  readonly data: readonly { name: string; active: boolean; deviceProfileName: string }[];
}

function bodyOf(response: RestResponse): AnyBody {
  return JSON.parse(response.body) as AnyBody;
}

describe("an API key", () => {
  const rows: [authorization: string, status: number][] = [
    [`ApiKey ${account.apiKey}`, 200],
    [`ApiKey ${account.apiKey}x`, 401],
    ["ApiKey ", 401],
    [`Bearer ${account.apiKey}`, 401],
  ];
  for (const [authorization, status] of rows) {
    it(`«${authorization}» is ${String(status)}`, () => {
      const rest = { method: "GET", target: "/api/auth/user", authorization, body: "" };
      const effects = new Driver().take({ kind: "request", request: 1, rest });
      assert.equal(responses(effects)[0]?.status, status);
    });
  }
});

describe("device infos", () => {
  it("say who is active, and the name of the profile", () => {
    const driver = new Driver();
    driver.register(alpha.pem, "connected");
    driver.register(beta.pem, "silent");
    driver.connect(1);
    const page = bodyOf(driver.rest("GET", "/api/tenant/deviceInfos?pageSize=10&page=0"));
    assert.deepEqual(
      page.data.map(({ name, active, deviceProfileName }) => [name, active, deviceProfileName]),
      [
        ["connected", true, "default"],
        ["silent", false, "default"],
      ],
    );
  });
});

describe("a device with credentials", () => {
  const credentials = {
    credentialsType: "X509_CERTIFICATE",
    credentialsId: "any",
    credentialsValue: alpha.pem,
  };

  it("is made at once", () => {
    const driver = new Driver();
    const body = { device: { name: "New", label: "L" }, credentials };
    const device = bodyOf(driver.rest("POST", "/api/device-with-credentials", body));
    assert.deepEqual([device.name, device.label], ["New", "L"]);
    const kept = bodyOf(driver.rest("GET", `/api/device/${device.id.id}/credentials`));
    assert.equal(kept.credentialsId, alpha.credentialsId);
  });

  const refusals: [what: string, body: object, status: number, message: string][] = [
    ["without a device", { credentials }, 404, "Requested item wasn't found!"],
    ["without credentials", { device: { name: "New" } }, 404, "Requested item wasn't found!"],
    [
      "of a name that is taken",
      { device: { name: "Owner" }, credentials },
      400,
      "Device with such name already exists!",
    ],
    [
      "of a certificate that another device has",
      { device: { name: "New" }, credentials },
      400,
      "Device credentials are already assigned to another device!",
    ],
    [
      "of a certificate that is none",
      { device: { name: "New" }, credentials: { ...credentials, credentialsValue: "none" } },
      400,
      "Invalid X.509 certificate!",
    ],
  ];
  for (const [what, body, status, message] of refusals) {
    it(`${what} is refused, and none is made`, () => {
      const driver = new Driver();
      driver.register(alpha.pem, "Owner");
      const response = driver.rest("POST", "/api/device-with-credentials", body);
      assert.deepEqual([response.status, bodyOf(response).message], [status, message]);
      assert.equal(driver.state.registry.devices.size, 1);
    });
  }
});

describe("the access token of a new device", () => {
  it("may be given with it", () => {
    const driver = new Driver();
    const { id } = bodyOf(driver.rest("POST", "/api/device?accessToken=secret", { name: "New" }));
    const kept = bodyOf(driver.rest("GET", `/api/device/${id.id}/credentials`));
    assert.deepEqual([kept.credentialsType, kept.credentialsId], ["ACCESS_TOKEN", "secret"]);
  });
});

describe("a name that another device has", () => {
  const made = (query: string): RestResponse => {
    const driver = new Driver();
    driver.rest("POST", "/api/device", { name: "taken" });
    return driver.rest("POST", `/api/device${query}`, { name: "taken" });
  };

  it("is refused unless it is to be made unique", () => {
    assert.equal(made("").status, 400);
    assert.equal(made("?nameConflictPolicy=FAIL").status, 400);
    assert.match(bodyOf(made("?nameConflictPolicy=UNIQUIFY")).name, /^taken_[A-Za-z0-9]{6}$/);
  });

  it("stays as it is where no other device has it", () => {
    const driver = new Driver();
    const path = "/api/device?nameConflictPolicy=UNIQUIFY";
    const { id, name } = bodyOf(driver.rest("POST", path, { name: "free" }));
    assert.equal(name, "free");
    assert.equal(bodyOf(driver.rest("POST", path, { id, name: "free" })).name, "free");
  });
});

describe("versions", () => {
  const conflict = (response: RestResponse): unknown => [
    response.status,
    bodyOf(response).errorCode,
    bodyOf(response).message,
  ];

  it("of a device count up, and a stale one is refused", () => {
    const driver = new Driver();
    const first = bodyOf(driver.rest("POST", "/api/device", { name: "one" }));
    const second = bodyOf(driver.rest("POST", "/api/device", { ...first, name: "two" }));
    assert.deepEqual([first.version, second.version], [1, 2]);
    assert.deepEqual(conflict(driver.rest("POST", "/api/device", { ...first, name: "three" })), [
      409,
      35,
      "Device was already changed by someone else",
    ]);
    const unversioned = { ...first, version: undefined, name: "three" };
    assert.equal(bodyOf(driver.rest("POST", "/api/device", unversioned)).version, 3);
  });

  it("of credentials count up, and stale ones are refused", () => {
    const driver = new Driver();
    const { id } = bodyOf(driver.rest("POST", "/api/device", { name: "one" }));
    const first = bodyOf(driver.rest("GET", `/api/device/${id.id}/credentials`));
    const save = (body: object, credentialsValue: string): RestResponse =>
      driver.rest("POST", "/api/device/credentials", {
        ...body,
        credentialsType: "X509_CERTIFICATE",
        credentialsValue,
      });
    const second = bodyOf(save(first, alpha.pem));
    assert.deepEqual([first.version, second.version], [1, 2]);
    assert.deepEqual(conflict(save(first, beta.pem)), [
      409,
      35,
      "Entity was already changed by someone else",
    ]);
    const again = bodyOf(driver.rest("GET", `/api/device/${id.id}/credentials`));
    assert.deepEqual([again.version, again.credentialsId], [2, alpha.credentialsId]);
  });
});
