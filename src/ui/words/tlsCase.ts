import * as l10n from "@vscode/l10n";
import type { Suspect } from "../../core/connection/suspects";
import { nameOf } from "../../flows/paths";
import type { DiagnosisCase } from "./diagnosisCase";

// What is known of one failed handshake: the parts that the sentences of tlsDiagnoses.ts are made of.

/** Whose certificates the server says that it takes. */
export function accepts(found: DiagnosisCase): string {
  const more = found.where("acceptedIssuersMore", (count) => ` ${l10n.t("and {count} more", { count })}`);
  return found.where(
    "acceptedIssuers",
    (names) => ` ${l10n.t("It takes certificates of {names}{more} alone.", { names, more })}`,
  );
}

/** Why a server does not know whose certificate it was shown: as surely as what it takes and the files here tell. */
export function unknownWhy(found: DiagnosisCase): string {
  const proven = found.where("trustedIssuer", (trusted) =>
    l10n.t(
      "it takes certificates of {trusted}, and the certificate of {missing}, by which this one leads there, is not in {shownFile}.{lies}",
      { trusted, missing: missing(found), shownFile: shownFile(found), lies: liesIn(found) },
    ),
  );
  const named = found.where("acceptedIssuer", (issuer) =>
    l10n.t(
      "it takes certificates of {issuer}, who is this one's issuer by name. It knows another CA of that name, or lacks the one above it.",
      { issuer },
    ),
  );
  const unknown = l10n.t("it knows neither this certificate nor who signed it.");
  return proven || named || `${unknown}${accepts(found)}${lacks(found)}`;
}

/** A certificate that may be missing above ours: whether the server needs it is not known. */
function lacks(found: DiagnosisCase): string {
  const above = found.where("issuersAbove", (names) => ` ${l10n.t("(whose issuer is {names})", { names })}`);
  return found.where(
    "missingIssuer",
    (names) =>
      ` ${l10n.t("The certificate of {names}{above}, by which it was issued, is not in {shownFile}: a server that knows only who is above needs that too.{lies}", { names, above, shownFile: shownFile(found), lies: liesIn(found) })}`,
  );
}

function liesIn(found: DiagnosisCase): string {
  return found.where(
    "missingIssuerFile",
    (path) => ` ${l10n.t("It lies in {file}.", { file: nameOf(path) })}`,
  );
}

function missing(found: DiagnosisCase): string {
  return found.fact("missingIssuer", l10n.t("somebody"));
}

/** The file that the certificates are from which were shown. */
function shownFile(found: DiagnosisCase): string {
  return found.where("clientCertificate", nameOf) || l10n.t("the device's file");
}

/** The next step where the way from our certificate to what the server knows is broken, here or there. */
export function unknownCure(found: DiagnosisCase): string {
  const source = found.where("missingIssuerFile", (path) =>
    l10n.t(", as it is in {file}", { file: nameOf(path) }),
  );
  const add = l10n.t("Have {shownFile} hold the certificate of {missing} behind the device's own{source}", {
    shownFile: shownFile(found),
    missing: missing(found),
    source,
  });
  const proven = found.where("trustedIssuer", () => l10n.t("{add}, then test again.", { add }));
  const likely = found.where("issuersAbove", () =>
    l10n.t(
      "{add}, then test again. If the server refuses it still, give the public certificate to whoever runs the server.",
      { add },
    ),
  );
  const theirs = found.where("acceptedIssuer", (issuer) =>
    l10n.t(
      "Have whoever runs the server compare {issuer} there with yours, and put the CAs above it into the server's CA file too.",
      { issuer },
    ),
  );
  return proven || likely || theirs;
}

/** What may be wrong with a certificate that is valid here: what has been ruled out, then what is left. */
export function remaining(found: DiagnosisCase): string {
  const isValid = l10n.t("It is valid here{since}{until} and fits its key.", {
    since: since(found),
    until: until(found),
  });
  const knows = found.where(
    "acceptedIssuer",
    (issuer) =>
      ` ${l10n.t("The server takes certificates of {issuer}, who is this one's issuer by name: left are that it was revoked, that the server's clock is outside those days, or that another issuer of that name is meant.", { issuer })}`,
  );
  return `${isValid}${lacks(found)}${knows}${found.where("clientSuspects", suspicion)}`;
}

/** What of the certificate a strict server may dislike. */
function suspicion(codes: string): string {
  const reasons = codes.split(" ").flatMap((code) => suspicions[code] ?? []);
  return reasons.length === 0
    ? ""
    : ` ${l10n.t("What a server may dislike: {reasons}.", { reasons: reasons.join(", ") })}`;
}

/** By the codes of core/connection/suspects.ts. */
const suspicions: Readonly<Record<Suspect, string>> & Readonly<Record<string, string>> = {
  "key-weak": l10n.t("its key is too weak"),
  "signature-weak": l10n.t("it is signed with SHA-1 or MD5"),
  "extension-critical-unknown": l10n.t("it has a critical extension that few know"),
  "key-usage-unfit": l10n.t("its key usage lacks digitalSignature"),
  "leaf-is-ca": l10n.t("it is a CA's"),
  "version-1": l10n.t("it is of X.509 version 1"),
  "serial-not-positive": l10n.t("its serial number is not positive"),
  "serial-too-long": l10n.t("its serial number is too long"),
  "begun-just-now": l10n.t("it begins less than an hour ago, which the server's clock may have before it"),
};

/** Which certificate above the server's has ended, where it was found. */
export function expiredAbove(found: DiagnosisCase): string {
  return (
    found.where("expiredIssuer", (issuer) =>
      l10n.t("The issuer's certificate {issuer} has expired{issuerNotAfter}.", {
        issuer,
        issuerNotAfter: found.where(
          "issuerNotAfter",
          () => ` ${l10n.t("on {issuerNotAfter}", { issuerNotAfter: found.day("issuerNotAfter", "") })}`,
        ),
      }),
    ) || l10n.t("Its issuer's certificate has expired.")
  );
}

/** `TLSv1.1` as people write it. */
export function versionName(version: string): string {
  return version.replace(/^TLSv1$/, "TLS 1.0").replace("TLSv", "TLS ");
}

const protocols: Readonly<Record<string, string>> = {
  http: l10n.t(": it speaks HTTP"),
  mqtt: l10n.t(": it speaks plain MQTT, without TLS"),
};

/** What the port speaks instead of TLS, where it was heard. */
export function speaks(found: DiagnosisCase): string {
  return protocols[found.fact("speaks", "")] ?? "";
}

/** What the TLS layer said, for whoever wants to look it up. */
export function wireCode(found: DiagnosisCase): string {
  return found.where("errorCode", (code) => (code === "CLOSED" ? "" : ` (${code})`));
}

/** Who the server says it is: as judged, or as presented in a handshake that failed. */
export function server(found: DiagnosisCase): string {
  return found.fact("subject", found.fact("certificate1.subject", l10n.t("the server")));
}

/** Who signed the server's certificate, where that is known. */
export function issuedBy(found: DiagnosisCase): string {
  return found.where("issuer", (issuer) => l10n.t(", signed by {issuer}", { issuer }));
}

/** The SHA-256 fingerprint, for comparing. */
export function fingerprint(found: DiagnosisCase): string {
  return found.where("fingerprint256", (sha256) => ` (SHA-256 ${sha256})`);
}

/** What the server was checked against: a file, or what this machine trusts anyway. */
export function checkedAgainst(found: DiagnosisCase): string {
  const source = found.fact("trust", "platform");
  return source === "platform"
    ? l10n.t("It was checked against the certificate authorities of this machine.")
    : l10n.t("It was checked against {file}.", { file: nameOf(source) });
}

/** Why the missing issuer is taken for one below a trusted CA. */
export function trustedAbove(found: DiagnosisCase): string {
  const trusted = found.fact("trustedIssuer", l10n.t("a trusted CA"));
  return found.where("evidence", (evidence) =>
    evidence === "organization"
      ? l10n.t(", which seems to belong to {trusted}: both are of one organization", { trusted })
      : l10n.t(", which {trusted} issued", { trusted }),
  );
}

/** Whom our certificate is for. */
export function own(found: DiagnosisCase): string {
  return found.fact("clientSubject", l10n.t("of this device"));
}

/** From when our certificate is valid, where that is known. */
export function since(found: DiagnosisCase): string {
  return found.where(
    "clientNotBefore",
    () => ` ${l10n.t("from {clientNotBefore}", { clientNotBefore: found.day("clientNotBefore", "") })}`,
  );
}

/** Until when our certificate is valid, where that is known. */
export function until(found: DiagnosisCase): string {
  return found.where(
    "clientNotAfter",
    () => ` ${l10n.t("until {clientNotAfter}", { clientNotAfter: found.day("clientNotAfter", "") })}`,
  );
}
