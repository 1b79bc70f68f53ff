// What a text must not hold: the secrets themselves, each in the forms that it could be written in.
import { createPrivateKey } from "node:crypto";
import { typedSecrets } from "./typed.mjs";

/** What is a secret whatever its value is. */
const shapes = [
  ["a private key in PEM", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/]/],
  ["a JSON Web Token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
  ["a bearer's token", /\bBearer [\w.~+/-]{16,}/],
];

/** A shorter one, and a word of everybody's, would be found where it means something else. */
const shortest = 8;
const everybodysWords = new Set(["password", "changeit", "PASSWORD"]);

/** Makes an empty set of needles: needle → what it is. The typed ones of all suites are in it from the start. */
export function newNeedles() {
  const needles = new Map();
  typedSecrets.forEach((secret) => addSecret(needles, secret, "a secret that a test types"));
  return needles;
}

/** Adds a text that is a secret as it stands. */
export function addSecret(needles, secret, what) {
  if (secret.length >= shortest && !everybodysWords.has(secret)) {
    needles.set(secret, what);
    needles.set(JSON.stringify(secret).slice(1, -1), what);
    needles.set(encodeURIComponent(secret), what);
    addBytes(needles, Buffer.from(secret), what);
  }
}

/** Adds bytes that are a secret: as hexadecimal digits, and as base64 wherever in a block they begin. */
function addBytes(needles, bytes, what) {
  if (bytes.length < shortest) {
    return;
  }
  const hex = bytes.toString("hex");
  needles.set(hex, what);
  needles.set(hex.toUpperCase(), what);
  needles.set((hex.toUpperCase().match(/../g) ?? []).join(":"), what);
  for (const before of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // The first and the last digits depend on what stands beside.
    const core = whole.slice(before === 0 ? 0 : 4, whole.length - 4);
    if (core.length >= shortest) {
      needles.set(core, what);
      needles.set(core.replaceAll("+", "-").replaceAll("/", "_"), what);
    }
  }
}

/** Adds what a file of keys or passwords holds: passwords of a properties file, private keys in PEM. */
export function addSecretsOfText(needles, text) {
  for (const [, quote, quoted, plain] of text.matchAll(
    /^\s*(?:export\s+)?[A-Z_]*PASSWORD=(?:(["'])(.*?)\1|([^\s#'"]+))/gm,
  )) {
    addSecret(needles, quote === undefined ? plain : quoted, "a password of a properties file");
  }
  for (const [pem, body] of text.matchAll(
    /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----([^-]*)-----END (?:[A-Z]+ )*PRIVATE KEY-----/g,
  )) {
    const lines = body.split(/\s+/).filter((line) => /^[A-Za-z0-9+/]{40,}$/.test(line));
    const kind = addPrivateNumber(needles, pem);
    privateLines(lines, kind).forEach((line) => needles.set(line, "a line of a private key"));
  }
}

/** Those that no certificate has: an EC key begins with what is secret and ends with its public key, an RSA key the other way. */
function privateLines(lines, kind) {
  if (kind === undefined) {
    return lines;
  }
  return kind === "RSA" ? lines.slice(Math.ceil(lines.length / 2)) : lines.slice(0, 1);
}

/** The number that makes the key a secret, whatever it is wrapped in; gives its kind. A key under a password has only its lines. */
function addPrivateNumber(needles, pem) {
  let key;
  try {
    key = createPrivateKey(pem);
  } catch {
    return undefined;
  }
  const { d, kty } = key.export({ format: "jwk" });
  needles.set(d, "the number of a private key");
  addBytes(needles, Buffer.from(d, "base64url"), "the number of a private key");
  return kty;
}

/** Gives what tells which of all that stands in some bytes, without saying it: one pass, however many needles there are. */
export function searchFor(needles) {
  const candidates = candidatesOf(needles);
  return (bytes) => {
    const text = bytes.toString("latin1");
    const kinds = new Set(shapes.filter(([, pattern]) => pattern.test(text)).map(([what]) => what));
    addFound(bytes, candidates, kinds);
    return [...kinds];
  };
}

/** How many bytes of a needle are looked up before it is compared as a whole; none is shorter. */
const startBytes = 4;

/** Where in the table of starts one has its mark: it is asked for each byte, a map would be slow. */
const slotBits = 20;
const slotOf = (start) => Math.imul(start, 0x9e3779b1) >>> (32 - slotBits);

function candidatesOf(needles) {
  const marked = new Uint8Array(2 ** slotBits);
  const byStart = new Map();
  for (const [needle, what] of needles) {
    const bytes = Buffer.from(needle);
    const start = bytes.readInt32LE(0);
    marked[slotOf(start)] = 1;
    const alike = byStart.get(start) ?? [];
    alike.push({ bytes, what });
    byStart.set(start, alike);
  }
  return { marked, byStart };
}

function addFound(haystack, { marked, byStart }, kinds) {
  for (let at = 0; at + startBytes <= haystack.length; at += 1) {
    const start =
      haystack[at] | (haystack[at + 1] << 8) | (haystack[at + 2] << 16) | (haystack[at + 3] << 24);
    if (marked[slotOf(start)] === 1) {
      (byStart.get(start) ?? [])
        .filter(({ bytes }) => haystack.subarray(at, at + bytes.length).equals(bytes))
        .forEach(({ what }) => kinds.add(what));
    }
  }
}
