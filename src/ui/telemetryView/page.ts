import { html } from "../certificateView/html";

/** Where the page gets its style and script from; nothing else is loaded. */
export interface TelemetryFrame {
  readonly cspSource: string;
  readonly styleUri: string;
  readonly scriptUri: string;
  /** Unguessable, new for each page. */
  readonly nonce: string;
}

/** Makes the page of the view Telemetry; the script draws what the extension sends it. */
export function telemetryPage({ cspSource, styleUri, scriptUri, nonce }: TelemetryFrame): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Telemetry</title>
        <link rel="stylesheet" href="${styleUri}" />
      </head>
      <body>
        <header>
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
            No numbers yet. Telemetry that a connected device sends, and attributes that it receives, are
            drawn here from now on.
          </p>
          <div id="charts"></div>
          <div id="rows" hidden></div>
          <p id="note"></p>
        </main>
        <p id="status" role="status" class="spoken"></p>
        <script nonce="${nonce}" src="${scriptUri}"></script>
      </body>
    </html>`.html;
}
