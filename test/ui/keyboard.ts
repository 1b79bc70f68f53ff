import type { Window } from "./window";

/** Types into the open quick pick or input box. */
export function typeIn({ page }: Window, text: string): Promise<void> {
  return page.locator(".quick-input-widget .quick-input-box input").fill(text);
}

/** Presses Enter once the open quick pick stands on a row that matches. */
export async function enterOn(window: Window, label: RegExp): Promise<void> {
  await window.quickPickRow(label).and(window.page.locator(".focused")).waitFor();
  await window.page.keyboard.press("Enter");
}

/** Runs a command from the palette, by its title and with the keyboard alone. */
export async function typeCommand(window: Window, title: string): Promise<void> {
  await window.page.keyboard.press("F1");
  await typeIn(window, `>${title}`);
  await window.quickPick(title).and(window.page.locator(".focused")).waitFor();
  await window.page.keyboard.press("Enter");
}

/** Counts whatever is pressed with the mouse from now on. */
export async function countClicks({ page }: Window): Promise<void> {
  await page.evaluate(
    "globalThis.presses = 0; addEventListener('pointerdown', () => { globalThis.presses += 1; }, true);",
  );
}

/** So often was the mouse pressed since `countClicks`. */
export function clicks({ page }: Window): Promise<number> {
  return page.evaluate("globalThis.presses");
}
