import type { Page } from "playwright-core";
import type { Witness } from "../secrets/witness.mjs";

export function openBrowser(options: {
  readonly origin: string;
  readonly witness?: Witness;
  readonly language?: string | undefined;
  readonly width?: number;
  readonly height?: number;
}): Promise<{ readonly page: Page; readonly close: () => Promise<void> }>;
