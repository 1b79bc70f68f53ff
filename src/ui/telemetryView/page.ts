import * as l10n from "@vscode/l10n";
import { documentOf, type PageFrame } from "../certificateView/document";
import { html } from "../certificateView/html";

/** What the columns of the table are called. */
const columnNames = [
  ...[
    l10n.t("Device"),
    l10n.t("Value"),
    l10n.t("Direction"),
    l10n.t("Last"),
    l10n.t("Least"),
    l10n.t("Most"),
  ],
  ...[l10n.t("Points"), l10n.t("Last time")],
];

/** Makes the page of the view Telemetry; the script draws what the extension sends it. */
export function telemetryPage(frame: PageFrame): string {
  const body = html`<header>
      <button type="button" id="table" aria-pressed="false">${l10n.t("Show as Table")}</button>
      <button type="button" id="pause" aria-pressed="false">${l10n.t("Pause")}</button>
      <button type="button" id="clear">${l10n.t("Clear")}</button>
      <ul class="legend" aria-label="${l10n.t("Legend")}">
        <li class="sent"><span aria-hidden="true"></span>${l10n.t("sent")}</li>
        <li class="received"><span aria-hidden="true"></span>${l10n.t("received")}</li>
      </ul>
    </header>
    <main>
      <p id="empty">
        ${l10n.t("No numbers yet. Telemetry that a connected device sends, and attributes that it receives, are drawn here from now on.")}
      </p>
      <div id="charts"></div>
      <div
        id="rows"
        hidden
        data-names="${JSON.stringify(columnNames)}"
        data-caption="${l10n.t("Numbers of the devices")}"
      ></div>
      <p id="note"></p>
    </main>`;
  return documentOf(l10n.t("Telemetry"), body, frame).html;
}
