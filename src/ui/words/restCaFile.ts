import * as l10n from "@vscode/l10n";

/** Which file it is, and of which server. */
interface CaFile {
  readonly file: string;
  readonly server: string;
}

/** Tells why the restCaFile of a server cannot be used; `cause` is a code of what reads it. */
export function caFileText(cause: string, facts: CaFile): string {
  return (caCauses[cause] ?? caUnreadable)({ ...facts });
}

type Facts = Readonly<Record<string, string>>;

const caCauses: Readonly<Partial<Record<string, (facts: Facts) => string>>> = {
  "file-not-found": (facts) =>
    l10n.t(
      "{file}, the restCaFile of {server}, is not there. Nothing was sent. Name another file, or none.",
      facts,
    ),
  "no-certificate": (facts) =>
    l10n.t(
      "{file}, the restCaFile of {server}, holds no certificate in PEM. Nothing was sent. Name another file, or none.",
      facts,
    ),
  "file-too-large": (facts) =>
    l10n.t(
      "{file}, the restCaFile of {server}, is too large to be a file of certificates. Nothing was sent. Name another file, or none.",
      facts,
    ),
  "file-permission-denied": (facts) =>
    l10n.t(
      "{file}, the restCaFile of {server}, may not be read by you. Nothing was sent. Name another file, or none.",
      facts,
    ),
};

function caUnreadable(facts: Facts): string {
  return l10n.t(
    "{file}, the restCaFile of {server}, cannot be read. Nothing was sent. Name another file, or none.",
    facts,
  );
}
