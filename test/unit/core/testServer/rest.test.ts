import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RestResponse } from "../../../../src/core/testServer/restMessages";
import { serverStep } from "../../../../src/core/testServer/server";
import { account, alpha, beta, Driver, ends, now, responses } from "./driver";

interface DeviceBody {
  readonly id: { readonly entityType: string; readonly id: string };
  readonly name: string;
}

interface CredentialsBody {
  readonly id: { readonly id: string };
  readonly deviceId: { readonly entityType: string; readonly id: string };
  readonly credentialsType: string;
  readonly credentialsId: string;
  readonly credentialsValue: string | null;
}

/** The members of every answer that a test looks at; each test names those that it expects. */
interface AnyBody extends DeviceBody, Omit<CredentialsBody, "id"> {
  readonly token: string;
  readonly refreshToken: string;
  readonly authority: string;
  readonly errorCode: number;
  readonly message: string;
  readonly data: readonly DeviceBody[];
}

function bodyOf(response: RestResponse): AnyBody {
  return JSON.parse(response.body) as AnyBody;
}

/** A request as it is, with or without a token. */
function raw(
  driver: Driver,
  method: string,
  target: string,
  more: { authorization?: string; body?: string } = {},
): RestResponse {
  const rest = { method, target, body: "", ...more };
  const response = responses(driver.take({ kind: "request", request: 1, rest }))[0];
  assert.ok(response);
  return response;
}

const timestamp = 1_893_456_000_000;

describe("a request is refused in ThingsBoard's shape when", () => {
  const absent = "11111111-1111-4111-8111-111111111111";
  const rows: [
    method: string,
    target: string,
    body: unknown,
    status: number,
    errorCode: number,
    message: string,
  ][] = [
    ["GET", "/", "", 404, 32, "Requested item wasn't found!"],
    ["GET", "/api/unknown", "", 404, 32, "Requested item wasn't found!"],
    ["PUT", "/api/device", "", 404, 32, "Requested item wasn't found!"],
    ["GET", "/api/tenant/devices?deviceName=none", "", 404, 32, "Requested item wasn't found!"],
    ["GET", `/api/device/${absent}`, "", 404, 32, `Device with id [${absent}] is not found`],
    ["GET", `/api/device/${absent}/credentials`, "", 404, 32, `Device with id [${absent}] is not found`],
    ["DELETE", `/api/device/${absent}`, "", 404, 32, `Device with id [${absent}] is not found`],
    ["GET", "/api/device/x", "", 400, 31, "Invalid UUID string: x"],
    ["GET", "/api/tenant/devices", "", 400, 31, "Incorrect page size null"],
    ["GET", "/api/tenant/devices?pageSize=0&page=0", "", 400, 31, "Incorrect page size 0"],
    ["GET", "/api/tenant/devices?pageSize=10&page=-1", "", 400, 31, "Incorrect page number -1"],
    ["POST", "/api/device", "{", 400, 31, "Malformed JSON request body"],
    ["POST", "/api/device", {}, 400, 31, "Device name should be specified!"],
    ["POST", "/api/device", { name: "Thermometer" }, 400, 31, "Device with such name already exists!"],
    [
      "POST",
      "/api/device",
      { name: "x".repeat(256) },
      400,
      31,
      "length of name must be equal or less than 255",
    ],
    ["POST", "/api/device/credentials", "", 400, 31, "Malformed JSON request body"],
    [
      "POST",
      `/api/plugins/telemetry/${absent}/SHARED_SCOPE`,
      { a: 1 },
      404,
      32,
      `Device with id [${absent}] is not found`,
    ],
  ];
  for (const [method, target, body, status, errorCode, message] of rows) {
    it(`${method} ${target} ${JSON.stringify(body).slice(0, 30)}`, () => {
      const driver = new Driver();
      driver.register(alpha.pem, "Thermometer");
      const response = driver.rest(method, target, body);
      assert.equal(response.status, status);
      assert.deepEqual(JSON.parse(response.body), { status, message, errorCode, timestamp });
    });
  }
});

describe("signing in", () => {
  const signIn = (password: string): RestResponse =>
    raw(new Driver(), "POST", "/api/auth/login", {
      body: JSON.stringify({ username: account.username, password }),
    });

  it("gives two tokens", () => {
    const { token, refreshToken } = bodyOf(signIn(account.password));
    const driver = new Driver();
    const user = raw(driver, "GET", "/api/auth/user", { authorization: `Bearer ${token}` });
    assert.equal(bodyOf(user).authority, "TENANT_ADMIN");
    const renewed = raw(driver, "POST", "/api/auth/token", { body: JSON.stringify({ refreshToken }) });
    assert.equal(renewed.status, 200);
  });

  it("fails with a wrong password", () => {
    const response = signIn("tenant");
    assert.equal(response.status, 401);
    assert.deepEqual(JSON.parse(response.body), {
      status: 401,
      message: "Invalid username or password",
      errorCode: 10,
      timestamp,
    });
  });

  const authorizations = [undefined, "", "Bearer", "Bearer x", "Bearer a.b.c", "ApiKey x"];
  for (const authorization of authorizations) {
    it(`is needed: «${String(authorization)}» is 401`, () => {
      const more = authorization === undefined ? {} : { authorization };
      const response = raw(new Driver(), "GET", "/api/auth/user", more);
      assert.equal(response.status, 401);
      assert.equal(bodyOf(response).errorCode, 10);
    });
  }

  it("ends after two and a half hours with errorCode 11", () => {
    const driver = new Driver();
    const token = driver.token();
    const rest = { method: "GET", target: "/api/auth/user", authorization: `Bearer ${token}`, body: "" };
    const later = { ...driver.moment, now: new Date(now.getTime() + 9_000_000) };
    const response = responses(
      serverStep(driver.state, { kind: "request", request: 1, rest }, later).effects,
    )[0];
    assert.equal(response?.status, 401);
    assert.deepEqual(JSON.parse(response.body), {
      status: 401,
      message: "Token has expired",
      errorCode: 11,
      timestamp: timestamp + 9_000_000,
    });
  });

  it("does not take a refresh token for a token, nor one that another run signed", () => {
    const { token, refreshToken } = bodyOf(signIn(account.password));
    const driver = new Driver();
    assert.equal(
      raw(driver, "GET", "/api/auth/user", { authorization: `Bearer ${refreshToken}` }).status,
      401,
    );
    assert.equal(
      raw(driver, "POST", "/api/auth/token", { body: JSON.stringify({ refreshToken: token }) }).status,
      401,
    );
    driver.state = { ...driver.state, account: { ...account, tokenKey: new Uint8Array(64) } };
    assert.equal(raw(driver, "GET", "/api/auth/user", { authorization: `Bearer ${token}` }).status, 401);
  });
});

describe("devices", () => {
  const named = (...names: readonly string[]): Driver => {
    const driver = new Driver();
    names.forEach((name) => driver.rest("POST", "/api/device", { name }));
    return driver;
  };
  const page = (driver: Driver, query: string): unknown => {
    const { data, ...counts } = bodyOf(driver.rest("GET", `/api/tenant/devices?${query}`));
    return [data.map(({ name }) => name), counts];
  };

  it("come in pages", () => {
    const driver = named("c", "a", "b");
    assert.deepEqual(page(driver, "pageSize=2&page=0"), [
      ["a", "b"],
      { totalPages: 2, totalElements: 3, hasNext: true },
    ]);
    assert.deepEqual(page(driver, "pageSize=2&page=1"), [
      ["c"],
      { totalPages: 2, totalElements: 3, hasNext: false },
    ]);
    assert.deepEqual(page(driver, "pageSize=2&page=9"), [
      [],
      { totalPages: 2, totalElements: 3, hasNext: false },
    ]);
    assert.deepEqual(page(driver, "pageSize=9&page=0&sortProperty=name&sortOrder=DESC"), [
      ["c", "b", "a"],
      { totalPages: 1, totalElements: 3, hasNext: false },
    ]);
    assert.deepEqual(page(driver, "pageSize=9&page=0&textSearch=B"), [
      ["b"],
      { totalPages: 1, totalElements: 1, hasNext: false },
    ]);
  });

  it("are found by name", () => {
    const found = named("a b").rest("GET", "/api/tenant/devices?deviceName=a%20b");
    assert.equal(bodyOf(found).name, "a b");
  });

  it("are made with ThingsBoard's members, and an access token", () => {
    const driver = new Driver();
    const device = bodyOf(driver.rest("POST", "/api/device", { name: "New" }));
    assert.deepEqual(Object.keys(device).sort(), [
      "additionalInfo",
      "createdTime",
      "customerId",
      "deviceData",
      "deviceProfileId",
      "firmwareId",
      "id",
      "label",
      "name",
      "softwareId",
      "tenantId",
      "type",
      "version",
    ]);
    assert.equal(device.id.entityType, "DEVICE");
    const credentials = bodyOf(driver.rest("GET", `/api/device/${device.id.id}/credentials`));
    assert.equal(credentials.credentialsType, "ACCESS_TOKEN");
    assert.match(credentials.credentialsId, /^[A-Za-z0-9]{20}$/);
    assert.equal(credentials.deviceId.id, device.id.id);
  });

  it("are renamed by a body with an id", () => {
    const driver = named("old", "taken");
    const { id } = bodyOf(driver.rest("GET", "/api/tenant/devices?deviceName=old"));
    assert.equal(bodyOf(driver.rest("POST", "/api/device", { id, name: "new" })).id.id, id.id);
    assert.equal(driver.rest("GET", "/api/tenant/devices?deviceName=old").status, 404);
    assert.equal(driver.rest("POST", "/api/device", { id, name: "taken" }).status, 400);
  });

  it("are deleted, and their session with them", () => {
    const driver = new Driver();
    const deviceId = driver.register(alpha.pem);
    driver.connect(1);
    assert.deepEqual(driver.rest("DELETE", `/api/device/${deviceId}`), { status: 200, body: "" });
    assert.deepEqual(ends(driver.effects), [1]);
    assert.equal(driver.state.registry.devices.size, 0);
  });
});

describe("credentials", () => {
  const provisioned = (): { driver: Driver; credentials: CredentialsBody } => {
    const driver = new Driver();
    const { id } = bodyOf(driver.rest("POST", "/api/device", { name: "New" }));
    const credentials = bodyOf(driver.rest("GET", `/api/device/${id.id}/credentials`));
    return { driver, credentials };
  };
  const x509 = { credentialsType: "X509_CERTIFICATE", credentialsValue: alpha.pem };

  it("become a certificate, whose id the server computes", () => {
    const { driver, credentials } = provisioned();
    const response = driver.rest("POST", "/api/device/credentials", {
      ...credentials,
      ...x509,
      credentialsId: "any",
    });
    const saved = bodyOf(response);
    assert.equal(saved.credentialsId, alpha.credentialsId);
    assert.equal(saved.id.id, credentials.id.id);
    assert.equal(saved.credentialsValue, Buffer.from(alpha.der).toString("base64"));
    assert.equal(
      driver.connect(1).some((effect) => effect.kind === "end"),
      false,
    );
  });

  it("that were read can be saved again as they are", () => {
    const { driver, credentials } = provisioned();
    const saved = driver.rest("POST", "/api/device/credentials", { ...credentials, ...x509 });
    const again = driver.rest("POST", "/api/device/credentials", bodyOf(saved));
    assert.equal(again.body, saved.body);
  });

  it("close the device's session when they change, and not when they stay", () => {
    const { driver, credentials } = provisioned();
    const save = (credentialsValue: string): readonly number[] => {
      const change = { ...credentials, ...x509, credentialsValue, version: undefined };
      driver.rest("POST", "/api/device/credentials", change);
      return ends(driver.effects);
    };
    save(alpha.pem);
    driver.connect(1);
    assert.deepEqual(save(alpha.pem), []);
    assert.deepEqual(save(beta.pem), [1]);
  });

  const refusals: [what: string, change: object, message: string][] = [
    ["another device has them", {}, "Device credentials are already assigned to another device!"],
    ["their own id is missing", { id: null }, "Unable to update non-existent device credentials!"],
    ["their credentials id is empty", { credentialsId: "" }, "Device credentials id should be specified!"],
    ["the certificate is none", { credentialsValue: "none" }, "Invalid X.509 certificate!"],
    [
      "their type is not known here",
      { credentialsType: "MQTT_BASIC" },
      "Device credentials type should be X509_CERTIFICATE or ACCESS_TOKEN on this server!",
    ],
  ];
  for (const [what, change, message] of refusals) {
    it(`are refused when ${what}`, () => {
      const { driver, credentials } = provisioned();
      driver.register(alpha.pem, "Owner");
      const response = driver.rest("POST", "/api/device/credentials", { ...credentials, ...x509, ...change });
      assert.equal(response.status, 400);
      assert.equal(bodyOf(response).message, message);
    });
  }
});

describe("the server certificate", () => {
  it("is a download, without a token", () => {
    const response = raw(new Driver(), "GET", "/api/device-connectivity/mqtts/certificate/download");
    assert.deepEqual(response, {
      status: 200,
      contentType: "application/x-pem-file",
      fileName: "tb-server-chain.pem",
      body: "the server's PEM",
    });
  });
});
