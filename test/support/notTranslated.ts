/** Names, the same in every language: of products, of this extension's channels and of its Local Test Server. */
export const namesOfThings: ReadonlySet<string> = new Set([
  "C (ESP-IDF)",
  "C (Paho)",
  "Java",
  "JUnit XML",
  "Local Test Server",
  "Node.js",
  "Python",
  "ThingsBoard",
  "ThingsBoard Devices",
  "ThingsBoard X.509",
  "VS Code",
  "openssl s_client",
]);

/** What reads as words and is none for people. */
export const notRead: readonly RegExp[] = [
  // Context values and ids of rows: `when` clauses of package.json match them.
  /^(device|expiry|local|file|configured|signed in|rpc request)( (connected|idle|keystore|stopped|running|more|empty|device))?( \{\})?$/,
  /^\{\} (report|arrival|changes|device \{\})$/,
  // The frame of a line, whose parts are translated.
  /^\{\} {2}Fleet {2}|^### \{\} \{\}, \{\} ms$/,
  // What is copied to be run, put into a file, or sent to support.
  /^git( |$)|rm --cached|^npm install|^(OpenSSL|remote:) ?\{\}$|^# Test Connection$|^Fleet CA$/,
  // The policy of a page.
  /^default-src/,
];
