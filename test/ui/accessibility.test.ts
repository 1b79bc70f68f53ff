import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import axe from "axe-core";
import type { Frame, FrameLocator, Page } from "playwright-core";
import { eventually } from "./eventually";
import { clicks, countClicks, enterOn, typeCommand, typeIn } from "./keyboard";
import { openWindow, type Window } from "./window";

/** What of axe's answer is looked at. */
interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** Where the extension fills the workbench. */
const ourParts = [
  '.part.sidebar [role="tree"][aria-label="Devices"]',
  '.part.sidebar [role="tree"][aria-label="Servers"]',
  '.part.statusbar .statusbar-item[id^="thingsboard-x509."]',
];

/** What a screen reader or a person who sees badly would be stopped by, a line for each. */
async function obstacles(where: Page | Frame, include?: readonly string[]): Promise<readonly string[]> {
  await where.evaluate(axe.source);
  const context =
    include === undefined ? "document" : JSON.stringify({ include: include.map((one) => [one]) });
  // VS Code writes a row's label and description without the blank between them that it lets be heard.
  const rules = include === undefined ? {} : { "label-content-name-mismatch": { enabled: false } };
  const options = JSON.stringify({ resultTypes: ["violations"], iframes: false, rules });
  const found: { violations: readonly Violation[] } = await where.evaluate(`axe.run(${context}, ${options})`);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary ?? ""}`,
      ),
    );
}

const themes = [
  ["Default Dark Modern", "vscode-dark"],
  ["Default Light Modern", "vscode-light"],
  ["Default High Contrast", "vscode-high-contrast:not(.vscode-high-contrast-light)"],
  ["Default High Contrast Light", "vscode-high-contrast-light"],
] as const;

describe("a person with a keyboard and a screen reader", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "accessibility" });
    // Our commands are there once the extension runs.
    await window.openContainer("ThingsBoard");
    await window.welcomeButton("New Device…").waitFor();
    await countClicks(window);
  });

  after(() => window.close());

  const webview = (at: number): FrameLocator =>
    window.page.locator("iframe.webview.ready").nth(at).contentFrame().frameLocator("#active-frame");
  const explanation = (): FrameLocator => webview(0);
  const telemetry = (): FrameLocator => webview(1);
  const frameOf = async (inside: FrameLocator): Promise<Frame> => {
    const frame = await (await inside.locator("html").elementHandle()).ownerFrame();
    assert.ok(frame);
    return frame;
  };
  /** Presses Tab until something in a frame has the focus that is seen, and gives its text. */
  const tabInto = async (frame: Frame): Promise<string> =>
    eventually("the focus in the page", async () => {
      await window.page.keyboard.press("Tab");
      return focusIn(frame);
    });
  const focusIn = (frame: Frame): Promise<string | undefined> =>
    frame.evaluate<string | undefined>(`(() => {
      const at = document.activeElement;
      const isSeen = at !== document.body && document.hasFocus() && getComputedStyle(at).outlineStyle !== "none";
      return isSeen ? at.getAttribute("aria-label") ?? at.textContent.trim() : undefined;
    })()`);

  it("makes a device", () =>
    window.step("device", async () => {
      await typeCommand(window, "ThingsBoard: New Device…");
      await enterOn(window, /sample/);
      await window.answer("Name of the device", "thermometer-1");
      await enterOn(window, /safe random passwords/);
      await window.tab("keygen.properties").waitFor();
    }));

  it("connects it", () =>
    window.step("connected", async () => {
      await typeCommand(window, "ThingsBoard: Connect to Local Test Server");
      await window.notification("is connected to Local Test Server").waitFor();
      await window.page.keyboard.press("Escape");
    }));

  it("walks through its report", () =>
    window.step("report", async () => {
      await window.page.keyboard.press("F1");
      await typeIn(window, ">Focus on Devices View");
      await enterOn(window, /Focus on Devices View/);
      const focused = window.page.locator(
        '.part.sidebar [role="tree"][aria-label="Devices"] .monaco-list-row.focused',
      );
      await window.page.keyboard.press("Home");
      await window.page.locator(`${ourParts[0] ?? ""} .monaco-list-row.focused`).waitFor();
      assert.match((await focused.getAttribute("aria-label")) ?? "", /^thermometer-1, connected/);
      await window.page.keyboard.press("ArrowRight");
      await window.treeRow("Last test").waitFor();
      const said: string[] = [];
      for (let presses = 0; presses < 20; presses++) {
        await window.page.keyboard.press("ArrowDown");
        said.push((await focused.getAttribute("aria-label")) ?? "");
      }
      assert.ok(
        said.some((label) => label.startsWith("Last test: passed, Local Test Server, ")),
        said.join("\n"),
      );
      assert.ok(
        said.some((label) => label.startsWith("mqtt passed, ")),
        said.join("\n"),
      );
    }));

  it("reads the explanation of a keystore, and copies from it", () =>
    window.step("explanation", async () => {
      await window.page.keyboard.press("Control+p");
      await typeIn(window, "thermometer-1.jks");
      await enterOn(window, /thermometer-1\.jks/);
      await explanation().getByRole("heading", { level: 1, name: "thermometer-1.jks" }).waitFor();
      const frame = await frameOf(explanation());
      const order = [await tabInto(frame)];
      while (!(order.at(-1) ?? "").startsWith("Copy Subject") && order.length < 40) {
        order.push(await tabInto(frame));
      }
      console.log(order.join(" → "));
      await window.page.keyboard.press("Enter");
      await explanation()
        .getByRole("button", { name: /^Cop(?:y|ied:) Subject/ })
        .first()
        .getByText("Copied")
        .waitFor();
      assert.match(await window.clipboard(), /CN=thermometer-1/);
    }));

  it("hears what is sent, in the view Telemetry", () =>
    window.step("telemetry", async () => {
      await typeCommand(window, "ThingsBoard: Show Telemetry Chart");
      const view = telemetry();
      await view.locator("#empty").waitFor();
      await typeCommand(window, "ThingsBoard: Simulate Telemetry…");
      await window.quickPickRow(/^Sine/).waitFor();
      await typeIn(window, "Sine");
      await enterOn(window, /^Sine/);
      await window.answer("Name of the value that is sent", "level");
      await window.quickPickRow(/Every 100 ms/).waitFor();
      await typeIn(window, "Every 100 ms");
      await enterOn(window, /Every 100 ms/);
      await view.locator('svg[aria-label*="points"]').first().waitFor();
      await typeCommand(window, "ThingsBoard: Show Telemetry Chart");
      const frame = await frameOf(view);
      while (!(await tabInto(frame)).startsWith("level, sent")) {
        // The buttons come first.
      }
      // Numbers go on coming; nobody is told of the line again, and it is the same.
      await frame.evaluate(`(() => {
        globalThis.told = 0;
        document.activeElement.addEventListener("focus", () => (globalThis.told += 1));
      })()`);
      const last = await view.locator(".last").textContent();
      await window.page.keyboard.press("ArrowLeft");
      const point = await view.locator("svg:focus").getAttribute("aria-valuetext");
      assert.match(point ?? "", / at /);
      await view
        .locator(".last")
        .filter({ hasNotText: last ?? "" })
        .waitFor();
      assert.equal(await frame.evaluate("globalThis.told"), 0);
      assert.equal(await view.locator("svg:focus").getAttribute("aria-valuetext"), point);
      await typeCommand(window, "ThingsBoard: Stop Simulation");
      await window.statusBarItem("thingsboardX509.simulation").waitFor({ state: "hidden" });
    }));

  it("needed no mouse for that", async () => {
    assert.equal(await clicks(window), 0);
  });

  for (const [theme, bodyClass] of themes) {
    it(`is stopped by nothing in ${theme}`, () =>
      window.step(theme, async () => {
        window.writeFile(".vscode/settings.json", JSON.stringify({ "workbench.colorTheme": theme }));
        const parts = [explanation(), telemetry()];
        for (const part of parts) {
          await part.locator(`body.${bodyClass}`).waitFor();
        }
        const frames = await Promise.all(parts.map(frameOf));
        const found = await Promise.all([
          ...frames.map((frame) => obstacles(frame)),
          obstacles(window.page, ourParts),
        ]);
        assert.deepEqual(found.flat(), []);
      }));
  }
});
