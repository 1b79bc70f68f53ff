import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, describe, it } from "node:test";
import { userCall } from "../../../src/core/credential/accountCalls";
import { fail } from "../../../src/core/result";
import { accountKeeper, type AccountKeeper, type AccountServer } from "../../../src/flows/accountKeeper";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { scriptedHttp, type ScriptedAnswer, type ScriptedHttp } from "../../support/scriptedHttp";

const server: AccountServer = { restUrl: "https://tb.example.com/" };
const login = { username: "ada@example.com", password: "s3cret" };
const never = new AbortController().signal;

const expired = { status: 401, json: { status: 401, message: "Token has expired", errorCode: 11 } };
const refused = { status: 401, json: { status: 401, message: "Authentication failed", errorCode: 10 } };

/** A ThingsBoard of one user; `fresh` is the only token that it takes. */
class Tenant {
  fresh = "token-1";
  refreshes = 0;
  takesRefresh = true;

  answer(path: string, authorization: string | undefined): ScriptedAnswer {
    switch (path) {
      case "/api/auth/login":
        return { status: 200, json: { token: this.fresh, refreshToken: "refresh" } };
      case "/api/auth/token":
        this.refreshes += 1;
        this.fresh = `renewed-${this.refreshes}`;
        return this.takesRefresh
          ? { status: 200, json: { token: this.fresh, refreshToken: "again" } }
          : refused;
      default:
        return [`Bearer ${this.fresh}`, "ApiKey key"].includes(authorization ?? "")
          ? { status: 200, json: { name: "ada", authority: "TENANT_ADMIN" } }
          : expired;
    }
  }
}

let world: InMemoryWorld;
let tenant: Tenant;
let http: ScriptedHttp;
let keeper: AccountKeeper;
let changes: number;

beforeEach(() => {
  world = inMemoryWorld();
  tenant = new Tenant();
  http = scriptedHttp(({ url, headers }) => tenant.answer(new URL(url).pathname, headers["X-Authorization"]));
  changes = 0;
  keeper = newKeeper();
});

function newKeeper(): AccountKeeper {
  return accountKeeper({ ...world, http }, () => {
    changes += 1;
  });
}

async function ask(of: AccountServer = server): Promise<string> {
  const thingsBoard = await keeper.thingsBoardOf(of, 1000);
  if (!thingsBoard.ok) {
    return thingsBoard.failure.code;
  }
  const user = await thingsBoard.value.ask(userCall, never);
  return user.ok ? user.value.name : user.failure.code;
}

async function signIn(of: AccountServer = server): Promise<void> {
  const signedIn = await keeper.signIn(of, login, 1000, never);
  assert.ok(signedIn.ok, JSON.stringify(signedIn));
}

describe("an account", () => {
  it("is who the server says, and kept in the keyring without the password", async () => {
    const signedIn = await keeper.signIn(server, login, 1000, never);
    assert.deepEqual(signedIn, {
      ok: true,
      value: { user: { name: "ada", authority: "TENANT_ADMIN" }, kept: "keyring" },
    });
    assert.deepEqual([...world.keyring.keys()], ["thingsboard:https://tb.example.com"]);
    assert.doesNotMatch([...world.keyring.values()].join(), /s3cret/);
    assert.equal((await newKeeper().userOf(server))?.name, "ada");
    assert.equal(await ask(), "ada");
    assert.equal(changes, 1);
  });

  it("may be an API key, which is never refreshed", async () => {
    assert.ok((await keeper.signIn(server, { apiKey: "key" }, 1000, never)).ok);
    assert.equal(await ask(), "ada");
    assert.equal(tenant.refreshes, 0);
  });

  it("belongs to its address: a setting that sends the name elsewhere finds nobody there", async () => {
    await signIn();
    assert.equal(await ask({ restUrl: "https://evil.example.net" }), "not-signed-in");
    assert.equal(await keeper.userOf({ restUrl: "https://evil.example.net" }), undefined);
  });

  it("belongs to what the server was checked against", async () => {
    await signIn();
    world.put("/ca.pem", readFileSync("test/fixtures/testServer/alpha.pem", "utf8"));
    assert.equal(await ask({ ...server, restCaFile: "/ca.pem" }), "rest-trust-changed");
    await signIn({ ...server, restCaFile: "/ca.pem" });
    assert.equal(await ask({ ...server, restCaFile: "/ca.pem" }), "ada");
    assert.equal(await ask(), "rest-trust-changed");
  });

  it("of the Local Test Server is the same on whatever port that is", async () => {
    await signIn({ restUrl: "http://127.0.0.1:4001", isOwn: true });
    assert.equal(await ask({ restUrl: "http://127.0.0.1:4002", isOwn: true }), "ada");
  });

  it("is not asked for where the server's address or CA file is none", async () => {
    assert.equal(await ask({}), "server-without-rest");
    assert.equal(await ask({ restUrl: "https://u:p@tb" }), "rest-address-invalid");
    assert.equal(await ask({ ...server, restCaFile: "/none.pem" }), "rest-ca-unreadable");
    world.put("/text.pem", "no certificate");
    assert.equal(await ask({ ...server, restCaFile: "/text.pem" }), "rest-ca-unreadable");
    assert.equal(http.asked.length, 0);
  });
});

describe("a token that has expired", () => {
  beforeEach(() => signIn());

  it("is renewed, and the new one kept", async () => {
    tenant.fresh = "another";
    assert.equal(await ask(), "ada");
    assert.match([...world.keyring.values()].join(), /renewed-1/);
    assert.equal(await ask(), "ada");
    assert.equal(tenant.refreshes, 1);
  });

  it("is renewed once for all who ask at the same time", async () => {
    tenant.fresh = "another";
    assert.deepEqual(await Promise.all([ask(), ask(), ask()]), ["ada", "ada", "ada"]);
    assert.equal(tenant.refreshes, 1);
  });

  it("ends the sign-in where its renewal is refused", async () => {
    tenant.fresh = "another";
    tenant.takesRefresh = false;
    assert.equal(await ask(), "rest-signed-out");
    assert.equal(world.keyring.size, 0);
    assert.equal(await ask(), "not-signed-in");
    assert.equal(changes, 2);
  });

  it("does not come back for who signed out meanwhile", async () => {
    tenant.fresh = "another";
    const answer = tenant.answer.bind(tenant);
    tenant.answer = (path, authorization) => {
      if (path === "/api/auth/token") {
        world.keyring.clear();
      }
      return answer(path, authorization);
    };
    await ask();
    assert.equal(world.keyring.size, 0);
  });
});

describe("signing in is refused", () => {
  const rows: readonly (readonly [code: string, answer: ScriptedAnswer])[] = [
    [
      "rest-wrong-password",
      { status: 401, json: { errorCode: 10, message: "Invalid username or password" } },
    ],
    ["rest-wrong-password", { status: 401, text: "" }],
    ["rest-password-expired", { status: 401, json: { errorCode: 15, resetToken: "t" } }],
    [
      "rest-second-factor",
      { status: 200, json: { token: "t", refreshToken: null, scope: "PRE_VERIFICATION_TOKEN" } },
    ],
    ["rest-not-thingsboard", { status: 200, text: "<html>", headers: { "content-type": "text/html" } }],
    ["rest-not-thingsboard", { status: 200, json: { token: "t\r\nX: y", refreshToken: "r" } }],
    ["rest-redirected", { status: 302, text: "", headers: { location: "https://evil.example.net/" } }],
    ["http-timeout", { failure: { code: "http-timeout" } }],
  ];
  for (const [code, answer] of rows) {
    it(`as ${code} for ${JSON.stringify(answer)}`, async () => {
      http = scriptedHttp(() => answer);
      const signedIn = await newKeeper().signIn(server, login, 1000, never);
      assert.equal(signedIn.ok ? "ok" : signedIn.failure.code, code);
      assert.equal(world.keyring.size, 0);
    });
  }

  for (const answer of [refused, expired]) {
    it(`as rest-wrong-api-key for a key that is answered ${JSON.stringify(answer)}`, async () => {
      http = scriptedHttp(() => answer);
      const signedIn = await newKeeper().signIn(server, { apiKey: "wrong" }, 1000, never);
      assert.equal(signedIn.ok ? "ok" : signedIn.failure.code, "rest-wrong-api-key");
    });
  }
});

describe("signing out", () => {
  it("wipes what was kept", async () => {
    await signIn();
    assert.deepEqual(await keeper.signOut(server), { ok: true, value: true });
    assert.equal(world.keyring.size, 0);
    assert.equal(await ask(), "not-signed-in");
    assert.deepEqual(await keeper.signOut(server), { ok: true, value: false });
  });

  it("says so where the keyring does not let go", async () => {
    await signIn();
    world.secrets.delete = () => Promise.resolve();
    assert.deepEqual(await keeper.signOut(server), fail({ code: "secrets-not-wiped" }));
  });
});

describe("what another window does", () => {
  it("is news where somebody else is signed in than was seen, or nobody", async () => {
    assert.equal(await keeper.userOf(server), undefined);
    const other = newKeeper();
    await other.signIn(server, login, 1000, never);
    const [name = ""] = world.keyring.keys();
    changes = 0;
    await keeper.keyringChanged(name);
    assert.equal(changes, 1);
    assert.equal((await keeper.userOf(server))?.name, "ada");
    await other.signOut(server);
    changes = 0;
    await keeper.keyringChanged(name);
    assert.equal(changes, 1);
  });

  it("is none where the tokens of the same person were renewed, or another secret was kept", async () => {
    await signIn();
    const [name = ""] = world.keyring.keys();
    changes = 0;
    tenant.fresh = "another";
    assert.equal(await ask(), "ada");
    await keeper.keyringChanged(name);
    await keeper.keyringChanged("device-ca:x");
    assert.equal(changes, 0);
  });
});

describe("without a keyring", () => {
  it("an account is known until the window closes", async () => {
    world.secrets.set = () => Promise.resolve(fail({ code: "secrets-unavailable" }));
    const signedIn = await keeper.signIn(server, login, 1000, never);
    assert.equal(signedIn.ok && signedIn.value.kept, "window");
    tenant.fresh = "another";
    assert.equal(await ask(), "ada");
    assert.equal(await ask(), "ada");
    assert.equal(await newKeeper().userOf(server), undefined);
    assert.deepEqual(await keeper.signOut(server), { ok: true, value: true });
    assert.equal(await ask(), "not-signed-in");
  });
});
