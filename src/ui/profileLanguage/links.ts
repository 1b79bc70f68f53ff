import * as path from "node:path";
import { keyRowOf } from "../../core/profile/keys";
import type { Entry, Profile } from "../../core/profile/profile";
import type { Span } from "../../core/problem";

/** A value that leads to something on disk. */
export interface ProfileLink {
  readonly kind: "folder" | "file";
  /** The value without the quotes around it. */
  readonly span: Span;
  /** Absolute path. */
  readonly target: string;
}

/** What is known of the disk. */
export interface LinkFacts {
  readonly propertiesPath: string;
  /** Absolute paths of the device's files that are there. */
  readonly files: readonly string[];
}

/**
 * Gives the links of the values that count: `SERVER_KEYSTORE_DIR` leads to its folder where it is absolute (whether it
 * exists is not checked), a file prefix to its public certificate where that is there.
 */
export function linksOf(profile: Pick<Profile, "text" | "values">, facts: LinkFacts): readonly ProfileLink[] {
  return [...profile.values.values()].flatMap((entry) => {
    const target = targetOf(entry, facts);
    return target === undefined ? [] : [{ ...target, span: innerSpan(profile.text, entry.valueSpan) }];
  });
}

function targetOf({ key, value }: Entry, facts: LinkFacts): Omit<ProfileLink, "span"> | undefined {
  const meaning = keyRowOf(key)?.meaning;
  if (meaning === "keystore-folder" && path.isAbsolute(value)) {
    return { kind: "folder", target: value };
  }
  const certificate = path.join(path.dirname(facts.propertiesPath), `${value}.pub.pem`);
  return meaning === "file-prefix" && facts.files.includes(certificate)
    ? { kind: "file", target: certificate }
    : undefined;
}

function innerSpan(text: string, span: Span): Span {
  const written = text.slice(span.start, span.end);
  return /^(["'])[^"']*\1$/.test(written) ? { start: span.start + 1, end: span.end - 1 } : span;
}
