import type { Locator } from "playwright-core";
import type { Window } from "./window";

/** VS Code's own dialog for folders, by its title. */
export function folderDialog({ page }: Window, title: string): Locator {
  return page.locator(".quick-input-widget", { hasText: title });
}

/** Types a folder into that dialog and presses its button. */
export async function chooseFolder(dialog: Locator, button: string, folder: string): Promise<void> {
  // Before its rows are there, the dialog still puts its own folder in front of what is typed.
  await dialog.locator(".monaco-list-row", { hasText: ".." }).first().waitFor();
  const typed = dialog.locator("input[type=text]").first();
  for (let presses = 0; presses < 5 && (await dialog.isVisible()); presses++) {
    await typed.fill(`${folder}/`);
    await dialog.locator(".monaco-button", { hasText: button }).click();
    // While it still reads the folder before, the dialog takes no press of the button.
    await dialog.waitFor({ state: "hidden", timeout: 10_000 }).catch(() => undefined);
  }
  await dialog.waitFor({ state: "hidden" });
}
