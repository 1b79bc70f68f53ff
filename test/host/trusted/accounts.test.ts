import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, env, workspace } from "vscode";

interface Answer {
  readonly user?: string;
  readonly authority?: string;
  readonly kept?: string;
  readonly signedOut?: boolean;
  readonly devices?: number;
  readonly deleted?: boolean;
  readonly properties?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Runs a command of the extension. */
async function run(id: string, ...args: unknown[]): Promise<Answer> {
  return await commands.executeCommand<Answer>(`thingsboardX509.${id}`, ...args);
}

const local = "Local Test Server";
const token = "t0ken-of-the-host-test";
const password = "p4ssword-of-the-host-test";
const deviceId = "00000000-0000-4000-8000-000000000001";

/** A ThingsBoard of one device; it keeps who asked for what. */
class Tenant {
  readonly asked: string[] = [];
  readonly server: Server = createServer((request, response) => {
    this.asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.setHeader("Content-Type", "application/json");
    const [status, body] = this.answerTo(request);
    response.writeHead(status).end(JSON.stringify(body));
  });

  private answerTo({ url = "", method, headers }: IncomingMessage): readonly [number, unknown] {
    if (url === "/api/auth/login") {
      return [200, { token, refreshToken: "refresh" }];
    }
    if (headers["x-authorization"] !== `Bearer ${token}`) {
      return [401, { status: 401, errorCode: 10, message: "Authentication failed" }];
    }
    if (url === "/api/auth/user") {
      return [200, { name: "ada", authority: "CUSTOMER_USER" }];
    }
    const device = { id: { entityType: "DEVICE", id: deviceId }, name: "pump", active: true };
    return method === "DELETE" ? [200, null] : [200, { data: [device], totalElements: 1, hasNext: false }];
  }
}

/** Everything that the extension and VS Code wrote about this run, but for the keyring. */
function texts(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && /\.(?:log|json)$/.test(file.name))
    .map((file) => readFileSync(path.join(file.parentPath, file.name), "utf8"))
    .join("\n");
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

describe("Signing in, in a real extension host,", function () {
  this.timeout(120_000);
  const tenant = new Tenant();
  let port: number;

  before(async () => {
    port = await listen(tenant.server);
    await run("addServer", {
      name: "Tenant",
      mqttUrl: "mqtts://127.0.0.1:1",
      restUrl: `http://127.0.0.1:${port}`,
    });
  });

  after(async () => {
    await run("removeServer", "Tenant");
    await run("stopTestServer");
    tenant.server.close();
  });

  it("is one click for the Local Test Server, which is started where that is agreed to", async () => {
    await run("stopTestServer");
    assert.equal((await run("signIn", local)).error?.code, "test-server-not-running");
    await run("startTestServer", { port: 0 });
    const { user, authority } = await run("signIn", local);
    assert.deepEqual({ user, authority }, { user: "tenant@thingsboard.org", authority: "TENANT_ADMIN" });
    assert.deepEqual(await run("signOut", local), { signedOut: true });
    assert.deepEqual(await run("signOut", local), { signedOut: false });
  });

  it("gives the devices, which can be deleted, and is over when one signs out", async () => {
    assert.equal((await run("reloadServerDevices", "Tenant")).error?.code, "not-signed-in");
    const { user, authority } = await run("signIn", "Tenant", { username: "ada@example.com", password });
    assert.deepEqual({ user, authority }, { user: "ada", authority: "CUSTOMER_USER" });
    assert.equal((await run("searchServerDevices", "Tenant", { text: "pu mp" })).devices, 1);
    assert.ok(tenant.asked.some((asked) => asked.includes("textSearch=pu+mp")));
    const device = { deviceId, deviceName: "pump" };
    assert.equal(
      (await run("deleteServerDevice", "Tenant", { ...device, confirm: "other" })).error?.code,
      "not-confirmed",
    );
    assert.deepEqual(await run("deleteServerDevice", "Tenant", { ...device, confirm: "pump" }), {
      deleted: true,
    });
    assert.ok(tenant.asked.includes(`DELETE /api/device/${deviceId}`));
    await run("copyDeviceId", "Tenant", device);
    assert.equal(await env.clipboard.readText(), deviceId);
    const folder = mkdtempSync(
      path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "server-device-"),
    );
    const { properties = "" } = await run("createLocalDevice", "Tenant", {
      deviceName: "of-the-tenant",
      folder,
    });
    assert.match(readFileSync(properties, "utf8"), /DOMAIN_SUFFIX="?of-the-tenant/);
    assert.deepEqual(await run("signOut", "Tenant"), { signedOut: true });
    assert.equal((await run("reloadServerDevices", "Tenant")).error?.code, "not-signed-in");
  });

  it("leaves no token and no password in a setting, a log or an error", async () => {
    await run("signIn", "Tenant", { username: "ada@example.com", password });
    const data = process.env["HOME"] ?? "";
    assert.notEqual(data, "");
    const written =
      texts(path.join(data, "user-data")) + texts(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "");
    assert.ok(written.length > 0);
    assert.ok(!written.includes(token) && !written.includes(password));
    await run("signOut", "Tenant");
  });

  it("refuses an address that is not encrypted, and one of which nothing is known", async () => {
    await run("addServer", { name: "Open", mqttUrl: "mqtts://x", restUrl: "http://tb.invalid" });
    const login = { username: "ada", password };
    assert.equal((await run("signIn", "Open", login)).error?.code, "rest-not-encrypted");
    assert.equal((await run("signIn", "Nowhere", login)).error?.code, "server-unknown");
    assert.equal((await run("signIn", "Open", { username: "ada" })).error?.code, "argument-invalid");
    await run("removeServer", "Open");
  });

  it("is over where the server is removed, or has another REST address or CA file", async () => {
    const login = { username: "ada@example.com", password };
    const restUrl = `http://127.0.0.1:${port}`;
    const server = { name: "Twin", mqttUrl: "mqtts://x", restUrl };
    await run("addServer", server);
    const changes: readonly (readonly [string, ...unknown[]])[] = [
      ["editServer", "Twin", { restUrl: `http://localhost:${port}` }],
      ["editServer", "Twin", { restUrl: `${restUrl}/` }],
      ["editServer", "Tenant", { restUrl: `http://localhost:${port}` }],
    ];
    await run("signIn", "Tenant", login);
    // The other server of the same address is signed in with it, and keeps that.
    for (const [id, ...args] of changes) {
      await run(id, ...args);
    }
    assert.equal((await run("reloadServerDevices", "Twin")).devices, 1);
    await run("removeServer", "Twin");
    await run("addServer", server);
    assert.equal((await run("reloadServerDevices", "Twin")).error?.code, "not-signed-in");
    await run("signIn", "Twin", login);
    await run("editServer", "Twin", { restCaFile: "ca.pem" });
    await run("editServer", "Twin", { restCaFile: "" });
    assert.equal((await run("reloadServerDevices", "Twin")).error?.code, "not-signed-in");
    await run("removeServer", "Twin");
    await run("editServer", "Tenant", { restUrl });
  });

  describe("behind the proxy of VS Code's settings", () => {
    const proxied: string[] = [];
    let isClosed = false;
    const proxy = createServer((request, response) => {
      proxied.push(request.url ?? "");
      if (isClosed) {
        response.writeHead(407, { "Proxy-Authenticate": 'Basic realm="lab"' }).end();
        return;
      }
      const { pathname } = new URL(request.url ?? "");
      tenant.server.emit("request", Object.assign(request, { url: pathname }), response);
    });
    const http = () => workspace.getConfiguration("http");
    const login = { username: "ada", password, allowUnencrypted: true };
    let proxyPort: number;

    before(async () => {
      proxyPort = await listen(proxy);
      await http().update("proxy", `http://127.0.0.1:${proxyPort}`, ConfigurationTarget.Global);
      await run("addServer", { name: "Behind", mqttUrl: "mqtts://x", restUrl: "http://tb.invalid" });
    });

    after(async () => {
      await http().update("proxy", undefined, ConfigurationTarget.Global);
      await http().update("proxySupport", undefined, ConfigurationTarget.Global);
      await run("removeServer", "Behind");
      proxy.close();
    });

    it("each request goes through it once, also where only those without an agent do", async () => {
      for (const support of ["override", "on"]) {
        await http().update("proxySupport", support, ConfigurationTarget.Global);
        proxied.length = 0;
        const answer = await run("signIn", "Behind", login);
        assert.equal(answer.user, "ada", JSON.stringify(answer));
        assert.deepEqual(proxied, ["http://tb.invalid/api/auth/login", "http://tb.invalid/api/auth/user"]);
      }
    });

    it("what is for this machine goes past it", async () => {
      proxied.length = 0;
      await run("signIn", "Tenant", login);
      await run("addServer", { name: "Second", mqttUrl: "mqtts://x", restUrl: "http://127.0.0.2:1" });
      assert.equal((await run("signIn", "Second", login)).error?.code, "http-unreachable");
      await run("removeServer", "Second");
      assert.deepEqual(proxied, []);
    });

    it("it is named where it does not take who asks, or is not there", async () => {
      isClosed = true;
      const refused = await run("signIn", "Behind", login);
      assert.equal(refused.error?.code, "http-proxy-unauthorized");
      assert.ok(refused.error.message.includes(`127.0.0.1:${proxyPort}`));
      await http().update("proxy", "http://127.0.0.1:1", ConfigurationTarget.Global);
      assert.equal((await run("signIn", "Behind", login)).error?.code, "http-proxy-unreachable");
    });
  });
});
