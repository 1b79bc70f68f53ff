import type { Page } from "playwright-core";

export function openBrowser(options: {
  readonly origin: string;
  readonly width?: number;
  readonly height?: number;
}): Promise<{ readonly page: Page; readonly close: () => Promise<void> }>;
