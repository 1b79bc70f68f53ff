import * as l10n from "@vscode/l10n";
import { documentOf, type PageFrame } from "../certificateView/document";
import { html } from "../certificateView/html";

/** Makes the page of the view Telemetry; the script draws what the extension sends it. */
export function telemetryPage(frame: PageFrame): string {
  const body = html`<header>
      <button type="button" id="table" aria-pressed="false">Show as Table</button>
      <button type="button" id="pause" aria-pressed="false">Pause</button>
      <button type="button" id="clear">Clear</button>
      <ul class="legend" aria-label="Legend">
        <li class="sent"><span aria-hidden="true"></span>sent</li>
        <li class="received"><span aria-hidden="true"></span>received</li>
      </ul>
    </header>
    <main>
      <p id="empty">
        No numbers yet. Telemetry that a connected device sends, and attributes that it receives, are drawn
        here from now on.
      </p>
      <div id="charts"></div>
      <div id="rows" hidden></div>
      <p id="note"></p>
    </main>`;
  return documentOf(l10n.t("Telemetry"), body, frame).html;
}
