import { html, type Html } from "./html";

/** Where a page gets its style and script from; nothing else is loaded. */
export interface PageFrame {
  /** The host's own source for `style-src`. */
  readonly cspSource: string;
  readonly styleUri: string;
  readonly scriptUri: string;
  /** Unguessable, new for each page. */
  readonly nonce: string;
  /** The language that its texts are in, BCP 47: screen readers speak it. */
  readonly language: string;
}

/** Makes the whole page around a body. Nothing is loaded but our style and our script, and no style or script in the page itself counts. */
export function documentOf(title: string, body: Html, frame: PageFrame): Html {
  const policy = `default-src 'none'; style-src ${frame.cspSource}; script-src 'nonce-${frame.nonce}'`;
  return html`<!doctype html>
    <html lang="${frame.language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="${frame.styleUri}" />
      </head>
      <body>
        ${body}
        <p id="status" role="status" class="spoken"></p>
        <script nonce="${frame.nonce}" src="${frame.scriptUri}"></script>
      </body>
    </html>`;
}
