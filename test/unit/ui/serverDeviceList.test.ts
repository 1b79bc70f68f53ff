import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ApiCall } from "../../../src/core/credential/apiCall";
import { fail, ok, type Result } from "../../../src/core/result";
import type { CommandFailure } from "../../../src/ui/command";
import { newDeviceLists, type AskServer, type DeviceLists } from "../../../src/ui/serverTree/deviceLists";
import { deviceListNodes } from "../../../src/ui/serverTree/deviceNodes";
import { serverNodes } from "../../../src/ui/serverTree/nodes";

function device(number: number, name = `device ${number}`): unknown {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  return { id: { entityType: "DEVICE", id }, name, deviceProfileName: "default", active: number % 2 === 0 };
}

/** A server of so many devices, as ThingsBoard pages them; it keeps the paths that were asked. */
function serverOf(count: number): { readonly ask: AskServer; readonly paths: string[] } {
  const all = Array.from({ length: count }, (_, index) => device(index));
  return answering((url) => {
    const at = (name: string): number => Number(url.searchParams.get(name));
    const text = url.searchParams.get("textSearch") ?? "";
    const found = all.filter((one) => (one as { name: string }).name.includes(text));
    const start = at("page") * at("pageSize");
    const end = start + at("pageSize");
    return { data: found.slice(start, end), totalElements: found.length, hasNext: end < found.length };
  });
}

function answering(bodyOf: (url: URL) => unknown): { readonly ask: AskServer; readonly paths: string[] } {
  const paths: string[] = [];
  const ask = <T>(_server: string, { path, read }: ApiCall<T>): Promise<Result<T, CommandFailure>> => {
    paths.push(path);
    const value = read(JSON.stringify(bodyOf(new URL(path, "http://tb"))));
    return Promise.resolve(value === undefined ? fail(notOurs) : ok(value));
  };
  return { ask, paths };
}

const notOurs: CommandFailure = { code: "rest-not-thingsboard", message: "No ThingsBoard answers." };

function listsOf(ask: AskServer): DeviceLists {
  return newDeviceLists(ask, () => undefined);
}

function shown(lists: DeviceLists): readonly string[] {
  return deviceListNodes("Lab", lists.of("Lab")).map(
    ({ label, description = "" }) => `${label} · ${description}`,
  );
}

describe("the devices of a server", () => {
  it("come a page at a time, of however many there are", async () => {
    const server = serverOf(100_000);
    const lists = listsOf(server.ask);
    await lists.open("Lab");
    await lists.open("Lab");
    assert.equal(server.paths.length, 1);
    assert.deepEqual(
      [shown(lists)[0], shown(lists).at(-1)],
      ["device 0 · active", "Load More · 50 of 100,000"],
    );
    await lists.more("Lab");
    assert.equal(lists.of("Lab")?.devices.length, 100);
    assert.equal(shown(lists).at(-1), "Load More · 100 of 100,000");
  });

  it("end where there are no more", async () => {
    const lists = listsOf(serverOf(51).ask);
    await lists.open("Lab");
    await lists.more("Lab");
    await lists.more("Lab");
    assert.equal(shown(lists).length, 51);
    assert.equal(shown(lists).at(-1), "device 50 · active");
  });

  it("are looked for by a part of their name, which is shown", async () => {
    const server = serverOf(100);
    const lists = listsOf(server.ask);
    await lists.search("Lab", "e 9&page=7");
    assert.deepEqual(shown(lists), [
      "Search: e 9&page=7 · click to change",
      "No device has that in its name · ",
    ]);
    await lists.search("Lab", "device 99");
    assert.deepEqual(shown(lists), ["Search: device 99 · click to change", "device 99 · inactive"]);
  });

  it("say that there is none, or that they come", async () => {
    const lists = listsOf(serverOf(0).ask);
    assert.deepEqual(shown(lists), ["Loading… · "]);
    await lists.open("Lab");
    assert.deepEqual(shown(lists), ["No device on this server yet · "]);
  });

  it("say what a device shows when it connects, once that is asked", async () => {
    const server = answering((url) =>
      url.pathname.endsWith("/credentials")
        ? { credentialsType: "ACCESS_TOKEN", credentialsId: "s3cret" }
        : { data: [device(1)], totalElements: 1, hasNext: false },
    );
    const lists = listsOf(server.ask);
    await lists.open("Lab");
    const id = lists.of("Lab")?.devices[0]?.id ?? "";
    const credentials = (): string | undefined =>
      deviceListNodes("Lab", lists.of("Lab"))[0]?.children?.find(({ label }) => label === "Credentials")
        ?.description;
    assert.equal(credentials(), "…");
    await lists.credentialsType("Lab", id);
    await lists.credentialsType("Lab", id);
    assert.equal(credentials(), "access token");
    assert.equal(server.paths.length, 2);
    assert.doesNotMatch(JSON.stringify([...(lists.of("Lab")?.credentialsTypes ?? [])]), /s3cret/);
  });

  it("are gone when they were deleted, and when nobody is signed in", async () => {
    const lists = listsOf(serverOf(2).ask);
    await lists.open("Lab");
    lists.removed("Lab", lists.of("Lab")?.devices[0]?.id ?? "");
    assert.deepEqual(shown(lists), ["device 1 · inactive"]);
    lists.forget("Lab");
    assert.equal(lists.of("Lab"), undefined);
  });

  it("of an old search do not come into a new one", async () => {
    const waiting: (() => void)[] = [];
    const server = serverOf(60);
    const lists = listsOf(async (name, call, signal) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return server.ask(name, call, signal);
    });
    const first = lists.open("Lab");
    const second = lists.search("Lab", "device 7");
    waiting.reverse().forEach((go) => {
      go();
    });
    await Promise.all([first, second]);
    assert.equal(lists.of("Lab")?.devices[0]?.name, "device 7");
    assert.equal(lists.of("Lab")?.isLoading, false);
  });
});

describe("a hostile server's pages", () => {
  it("that never end and hold nothing new make nobody ask for ever", async () => {
    for (const data of [[], [device(1)], [device(1), device(1)]]) {
      const lists = listsOf(answering(() => ({ data, totalElements: 1e9, hasNext: true })).ask);
      await lists.open("Lab");
      await lists.more("Lab");
      assert.equal(lists.of("Lab")?.hasMore, false);
      assert.ok((lists.of("Lab")?.devices.length ?? 9) <= 1);
    }
  });

  it("that are larger than was asked for are cut", async () => {
    const data = Array.from({ length: 5000 }, (_, index) => device(index));
    const lists = listsOf(answering(() => ({ data, totalElements: -1, hasNext: false })).ask);
    await lists.open("Lab");
    assert.equal(lists.of("Lab")?.devices.length, 50);
    assert.equal(lists.of("Lab")?.total, 50);
  });

  it("that are of wrong types are a row with the reason, which a click tries again", async () => {
    const bodies: readonly unknown[] = [
      null,
      [],
      { data: {}, totalElements: 1, hasNext: false },
      { data: [null], totalElements: 1, hasNext: false },
      { data: [{ id: { id: "../../x" }, name: "x" }], totalElements: 1, hasNext: false },
      { data: [{ ...(device(1) as object), name: 7 }], totalElements: 1, hasNext: false },
      { data: [], totalElements: "1", hasNext: false },
    ];
    for (const body of bodies) {
      const lists = listsOf(answering(() => body).ask);
      await lists.open("Lab");
      const [row] = deviceListNodes("Lab", lists.of("Lab"));
      assert.equal(row?.label, notOurs.message, JSON.stringify(body));
      assert.equal(row.click?.command, "thingsboardX509.reloadServerDevices");
    }
  });

  it("lose nothing that was loaded where a later one fails, and go on from there", async () => {
    let isDown = false;
    const server = serverOf(120);
    const lists = listsOf((...args) => (isDown ? Promise.resolve(fail(notOurs)) : server.ask(...args)));
    await lists.open("Lab");
    isDown = true;
    await lists.more("Lab");
    assert.equal(shown(lists).length, 51);
    assert.equal(
      deviceListNodes("Lab", lists.of("Lab")).at(-1)?.click?.command,
      "thingsboardX509.loadMoreDevices",
    );
    isDown = false;
    await lists.more("Lab");
    assert.equal(lists.of("Lab")?.devices.length, 100);
  });

  it("with names that would forge a row are shown safely", async () => {
    const page = { data: [device(1, "a\nb\u202e")], totalElements: 1, hasNext: false };
    const lists = listsOf(answering(() => page).ask);
    await lists.open("Lab");
    assert.doesNotMatch(shown(lists)[0] ?? "", /[\n\u202e]/);
  });
});

describe("a server that somebody is signed in to", () => {
  it("says who, offers what goes with that, and holds its devices", () => {
    const lab = { name: "Lab", mqttUrl: "mqtts://lab", restUrl: "https://lab" };
    const user = { name: "ada", authority: "TENANT_ADMIN" };
    const facts = { servers: [lab], activeServer: "", running: undefined };
    const accounts = new Map([["Lab", { user, devices: undefined }]]);
    const [, signedOut] = serverNodes(facts);
    const [, signedIn] = serverNodes({ ...facts, accounts });
    assert.equal(signedOut?.contextValue, "server configured signedOut passive");
    assert.equal(signedOut.children, undefined);
    assert.equal(signedIn?.contextValue, "server configured signedIn passive");
    assert.ok(
      signedIn.tooltip?.some(([name, value]) => name === "Signed in" && value === "ada, TENANT_ADMIN"),
    );
    assert.deepEqual(
      signedIn.children?.map(({ label }) => label),
      ["Loading…"],
    );
  });
});
