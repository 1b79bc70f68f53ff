import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { startServer, temporaryFolder, type VscodeServer } from "../../scripts/host/vscodeServer.mjs";
import { openBrowser } from "../../scripts/host/window.mjs";
import { newWitness } from "../../scripts/secrets/witness.mjs";
import { eventually } from "./eventually";
import { killExtensionHost } from "./extensionHost";

/** The extension as `package.json` names it. */
const extensionId = "thingsboard-x509.thingsboard-x509";

const quickInput = ".quick-input-widget";
const quickRow = `${quickInput} .quick-input-list .monaco-list-row`;

/** What a window starts with. */
interface WindowOptions {
  /** Names the folder of screenshots in test-results/screenshots/. */
  readonly name: string;
  /** A folder whose copy is opened; an empty folder when absent. */
  readonly copyOf?: string;
  /** User settings on top of the harness's own. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The display language that extensions see, as `de`; English when absent. */
  readonly language?: string;
  /** `false` opens the folder as one that is not trusted; VS Code then asks. */
  readonly trusted?: boolean;
}

/** Opens a real VS Code on a fresh folder, with the packaged extension installed. */
export async function openWindow(options: WindowOptions): Promise<Window> {
  const vsix = process.env["THINGSBOARD_X509_VSIX"];
  if (vsix === undefined) {
    throw new Error("THINGSBOARD_X509_VSIX names no package: run `npm run test:ui`.");
  }
  const folder = temporaryFolder("sample");
  if (options.copyOf !== undefined) {
    cpSync(options.copyOf, folder, { recursive: true });
  }
  const witness = newWitness();
  witness.watch(folder);
  const server = await startServer({
    witness,
    vsix,
    settings: options.settings ?? {},
    trusted: options.trusted ?? true,
  });
  const browser = await openBrowser({ origin: server.url, witness, language: options.language });
  const window = new Window({ name: options.name, folder, server, page: browser.page, end: browser.close });
  await browser.page.goto(`${server.url}?folder=${encodeURIComponent(folder)}`, { waitUntil: "commit" });
  await browser.page.locator(".part.statusbar .statusbar-item").first().waitFor();
  return window;
}

interface WindowParts {
  readonly name: string;
  readonly folder: string;
  readonly server: VscodeServer;
  readonly page: Page;
  readonly end: () => Promise<void>;
}

/** A person's hands and eyes in one VS Code window. Each wait is bounded, by a minute. */
export class Window {
  /** For what no method here does. */
  readonly page: Page;
  /** Absolute path of the open folder. */
  readonly folder: string;
  private readonly parts: WindowParts;
  private shots = 0;

  constructor(parts: WindowParts) {
    this.parts = parts;
    this.page = parts.page;
    this.folder = parts.folder;
  }

  /** Ends the browser and the server, and removes their folders. Fails where a secret stands in what they left. */
  async close(): Promise<void> {
    await this.parts.end();
    await this.parts.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Does one step of a journey and takes a screenshot after it; a failed step leaves VS Code's logs too. */
  async step<T>(title: string, action: () => Promise<T>): Promise<T> {
    try {
      const result = await action();
      await this.screenshot(title);
      console.log(`✔ ${title}`);
      return result;
    } catch (error) {
      console.log(`✖ ${title}`);
      await this.screenshot(`${title} failed`);
      this.parts.server.keepLogs(path.join("test-results", "ui", this.parts.name));
      throw error;
    }
  }

  /** Writes test-results/screenshots/<window>/<nn>-<title>.png and gives its path. */
  async screenshot(title: string): Promise<string> {
    this.shots += 1;
    const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const file = `${String(this.shots).padStart(2, "0")}-${slug.replace(/^-|-$/g, "")}.png`;
    const target = path.join("test-results", "screenshots", this.parts.name, file);
    mkdirSync(path.dirname(target), { recursive: true });
    await this.page.screenshot({ path: target });
    return target;
  }

  /** Runs a command from the palette by its whole title, as in `ThingsBoard: New Device…`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.input().fill(`>${title}`);
    await this.quickPick(title).click();
  }

  /** Opens a file of the folder by its name, through Quick Open. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press("Control+p");
    await this.input().fill(name);
    await this.quickPick(path.basename(name)).click();
    await this.tab(path.basename(name)).waitFor();
  }

  /** The editor tab of a file, when it is the active one. */
  tab(name: string): Locator {
    return this.page.locator(`.tab.active[data-resource-name="${name}"]`);
  }

  /** Puts the cursor into a line of the active editor; line and column from 1. */
  async goToLine(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press("Control+g");
    await this.input().fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(`.part.statusbar`, { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  /** Saves the active editor, once it shows that it has changes. */
  async save(): Promise<void> {
    const dirty = this.page.locator(".tab.active.dirty");
    await dirty.waitFor();
    await this.page.keyboard.press("Control+s");
    await dirty.waitFor({ state: "detached" });
  }

  /** A link above a line of the active editor. */
  codeLens(title: string): Locator {
    return this.page.locator(".codelens-decoration a", { hasText: title }).first();
  }

  /** Applies a quick fix at the cursor, by its title. */
  async applyQuickFix(title: string): Promise<void> {
    // Before the bulb is there, the keys find no fix yet.
    await this.page.locator('[class*="codicon-gutter-lightbulb"], .lightBulbWidget').first().waitFor();
    // The keys go to the editor once a question that was just answered has let go of the focus.
    await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
    const row = this.page.locator(".action-widget .monaco-list-row.action", { hasText: title }).first();
    await eventually(`the quick fix ${title}`, async () => {
      // While the fixes are asked for anew, the keys find none of them: the next press does.
      await this.page.keyboard.press("Control+.");
      return row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => undefined,
      );
    });
    await row.click();
  }

  /** Has the Explorer look again until a row is there: what is written before VS Code's watcher runs, nobody tells it. */
  async refreshExplorer(row: Locator): Promise<void> {
    const refresh = this.page.locator('.part.sidebar .action-label[aria-label="Refresh Explorer"]');
    await eventually("the row in the Explorer", async () => {
      await this.page.locator(".part.sidebar .pane-header").first().hover();
      await refresh.first().click();
      return row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => undefined,
      );
    });
  }

  /** The visible rows of the Problems view, file names among them, in order. */
  async problems(): Promise<string[]> {
    await this.runCommand("Problems: Focus on Problems View");
    const rows = this.page.locator('.markers-panel .monaco-list-row[role="treeitem"]');
    await rows.first().waitFor();
    return (await rows.allTextContents()).map((text) => text.replaceAll("\u00a0", " ").trim());
  }

  /** Shows a container of the activity bar. */
  async openContainer(title: string): Promise<void> {
    const icon = this.page.locator(`a[aria-label^="${title}"]`);
    const item = this.page.locator(".part.activitybar .action-item").filter({ has: icon });
    // Pressed again, the icon would hide the side bar.
    if ((await item.getAttribute("aria-expanded")) !== "true") {
      await item.click();
    }
    await this.page.locator(".part.sidebar .composite.title", { hasText: title }).waitFor();
  }

  /** A row of a tree in the side bar, by its label without the description. */
  treeRow(label: string): Locator {
    const name = this.page.locator(".label-name", { hasText: exactly(label) });
    return this.page.locator('.part.sidebar .monaco-list-row[role="treeitem"]').filter({ has: name });
  }

  /** A row of a tree by its label, when its description matches. */
  rowSaying(label: string, description: RegExp): Locator {
    const said = this.page.locator(".label-description", { hasText: description });
    return this.treeRow(label).filter({ has: said });
  }

  /** The row of a device in the view Devices. */
  deviceRow(name: string): Locator {
    const devices = this.page.locator('.part.sidebar [role="tree"][aria-label="Devices"]');
    const label = this.page.locator(".label-name", { hasText: exactly(name) });
    return devices.locator('.monaco-list-row[aria-level="1"]').filter({ has: label });
  }

  /** The row of a device, when its description matches. */
  deviceSaying(name: string, description: RegExp): Locator {
    const said = this.page.locator(".label-description", { hasText: description });
    return this.deviceRow(name).filter({ has: said });
  }

  /** A button of the text that an empty view shows. */
  welcomeButton(title: string): Locator {
    return this.page.locator(".part.sidebar .monaco-button", { hasText: exactly(title) });
  }

  /** Opens or closes a row of a tree. */
  async toggleRow(row: Locator): Promise<void> {
    await row.locator(".monaco-tl-twistie").click();
  }

  /** Presses an icon at the right of a tree row. */
  async inlineAction(row: Locator, label: string): Promise<void> {
    const action = row.locator(`.actions .action-label[aria-label^="${label}"]`);
    // A view that is laid out anew moves the row away from under the mouse.
    await eventually(`the action ${label}`, async () => {
      await row.hover();
      return (await action.isVisible()) ? true : undefined;
    });
    await action.click();
  }

  /** Chooses from the menu of the right mouse button. */
  async contextMenu(row: Locator, label: string): Promise<void> {
    await row.click({ button: "right" });
    await this.chooseFromMenu(label);
  }

  /** Chooses from the menu that is open. */
  async chooseFromMenu(label: string): Promise<void> {
    const item = this.page.locator(`.monaco-menu .action-item .action-label[aria-label^="${label}"]`);
    // A menu ignores the mouse for its first 100 ms, and acts when the button goes up.
    await item.click({ delay: 150 });
  }

  /** A row of the open quick pick, by its label. */
  quickPick(label: string): Locator {
    const name = this.page.locator(".label-name", { hasText: exactly(label) });
    return this.page.locator(quickRow).filter({ has: name }).first();
  }

  /** The first row of the open quick pick whose label matches. */
  quickPickRow(label: RegExp): Locator {
    return this.page.locator(quickRow).filter({ hasText: label }).first();
  }

  /** Chooses from a quick pick that shows `prompt` as its title or placeholder. */
  async pick(prompt: string, label: string): Promise<void> {
    await this.question(prompt).waitFor();
    await this.quickPick(label).click();
  }

  /** Answers an input box that shows `prompt` as its title, message or placeholder. */
  async answer(prompt: string, text: string): Promise<void> {
    const question = this.question(prompt);
    await question.waitFor();
    await question.locator("input[type=text], input[type=password]").first().fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** The text under an input box: prompt or what is wrong with the answer. */
  inputMessage(): Locator {
    return this.page.locator(`${quickInput} .quick-input-message`);
  }

  /** A notification that contains a text; give `.waitFor()` to wait for it. */
  notification(text: string): Locator {
    return this.page.locator(".notification-toast", { hasText: text }).first();
  }

  /** Presses a button of a notification. */
  async pressInNotification(text: string, button: string): Promise<void> {
    await this.notification(text).locator(".monaco-button", { hasText: button }).first().click();
  }

  /** Clears all notifications, as a person does who has read them. */
  async dismissNotifications(): Promise<void> {
    await this.runCommand("Notifications: Clear All Notifications");
    await this.page.locator(".notification-toast").first().waitFor({ state: "detached" });
  }

  /** Presses a button of the modal dialog. */
  async pressInDialog(button: string): Promise<void> {
    await this.page.locator(".monaco-dialog-box .monaco-button", { hasText: button }).first().click();
  }

  /** An item of the extension in the status bar, by the id that the code gives it. */
  statusBarItem(id: string): Locator {
    return this.page.locator(`.part.statusbar .statusbar-item[id="${extensionId}.${id}"]`);
  }

  /** The whole text that an output channel was given; empty when it has none yet. */
  outputText(channel: string): string {
    const logs = path.join(this.parts.server.dataFolder, "user-data", "logs");
    return readdirSync(logs, { recursive: true })
      .map(String)
      .filter((name) => /(?:^|\/)(?:\d+-)?([^/]*)\.log$/.exec(name)?.[1] === channel)
      .sort()
      .map((name) => readFileSync(path.join(logs, name), "utf8"))
      .join("");
  }

  /** Waits until an output channel has a text that matches; gives the whole text. */
  waitForOutput(channel: string, pattern: RegExp, timeoutMs?: number): Promise<string> {
    const probe = (): string | undefined => {
      const text = this.outputText(channel);
      return pattern.test(text) ? text : undefined;
    };
    return eventually(`${String(pattern)} in the output ${channel}`, probe, timeoutMs);
  }

  /** What the extension put on the clipboard. */
  clipboard(): Promise<string> {
    return this.page.evaluate("navigator.clipboard.readText()");
  }

  /** The absolute path of a file that the extension keeps for the workspace, by its name. */
  storedFile(name: string): string {
    const storage = path.join(this.parts.server.dataFolder, "user-data", "User", "workspaceStorage");
    const found = readdirSync(storage, { recursive: true }).find(
      (one) => path.basename(String(one)) === name,
    );
    if (found === undefined) {
      throw new Error(`The extension keeps no ${name}`);
    }
    return path.join(storage, String(found));
  }

  /** Kills the extension host, as a crash does. */
  killExtensionHost(): void {
    killExtensionHost(this.parts.server.dataFolder);
  }

  /** The absolute path of a file of the folder. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Waits until a file of the folder is there; gives its absolute path. */
  waitForFile(name: string): Promise<string> {
    const file = this.file(name);
    return eventually(`the file ${name}`, () => (existsSync(file) ? file : undefined));
  }

  /** Writes a file of the folder from outside of VS Code. */
  writeFile(name: string, text: string): void {
    mkdirSync(path.dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), text);
  }

  private input(): Locator {
    return this.page.locator(`${quickInput} .quick-input-box input`);
  }

  private question(prompt: string): Locator {
    const widget = this.page.locator(quickInput);
    return widget
      .filter({ hasText: prompt })
      .or(widget.filter({ has: this.page.getByPlaceholder(prompt) }))
      .filter({ visible: true });
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}
