import * as l10n from "@vscode/l10n";
import type { Suspect } from "../../core/connection/suspects";
import { nameOf } from "../../flows/paths";
import type { DiagnosisCase } from "./diagnosisCase";
import { listText } from "./numbers";

// What is known of one failed handshake: the parts that the sentences of tlsDiagnoses.ts are made of.

/** Whose certificates the server says that it takes. */
export function accepts(found: DiagnosisCase): string {
  const count = found.fact("acceptedIssuersMore", "");
  return found.where("acceptedIssuers", (names) =>
    count === ""
      ? ` ${l10n.t("It takes certificates of {names} alone.", { names })}`
      : ` ${l10n.t("It takes certificates of {names} and {count} more alone.", { names, count })}`,
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
  const facts = { shownFile: shownFile(found), lies: liesIn(found) };
  const above = found.fact("issuersAbove", "");
  return found.where("missingIssuer", (names) =>
    above === ""
      ? ` ${l10n.t("The certificate of {names}, by which it was issued, is not in {shownFile}: a server that knows only who is above needs that too.{lies}", { ...facts, names })}`
      : ` ${l10n.t("The certificate of {names}, by which it was issued, is not in {shownFile}: a server that knows only the issuer above, {above}, needs that too.{lies}", { ...facts, names, above })}`,
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
  const facts = { shownFile: shownFile(found), missing: missing(found) };
  const add =
    found.where("missingIssuerFile", (path) =>
      l10n.t(
        "Have {shownFile} hold the certificate of {missing} behind the device's own, as it is in {file}, then test again.",
        { ...facts, file: nameOf(path) },
      ),
    ) ||
    l10n.t(
      "Have {shownFile} hold the certificate of {missing} behind the device's own, then test again.",
      facts,
    );
  const proven = found.where("trustedIssuer", () => add);
  const likely = found.where(
    "issuersAbove",
    () =>
      `${add} ${l10n.t("If the server refuses it still, give the public certificate to whoever runs the server.")}`,
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
  const knows = found.where(
    "acceptedIssuer",
    (issuer) =>
      ` ${l10n.t("The server takes certificates of {issuer}, who is this one's issuer by name: left are that it was revoked, that the server's clock is outside those days, or that another issuer of that name is meant.", { issuer })}`,
  );
  return `${validHere(daysOf(found))}${lacks(found)}${knows}${found.where("clientSuspects", suspicion)}`;
}

/** What of the certificate a strict server may dislike. */
function suspicion(codes: string): string {
  const reasons = codes.split(" ").flatMap((code) => suspicions[code] ?? []);
  return reasons.length === 0
    ? ""
    : ` ${l10n.t("What a server may dislike: {reasons}.", { reasons: listText(reasons) })}`;
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
  "begun-just-now": l10n.t("it began less than an hour ago, and the server's clock may not be there yet"),
};

/** Which certificate above the server's has ended, where it was found. */
export function expiredAbove(found: DiagnosisCase): string {
  const issuerNotAfter = found.day("issuerNotAfter", "");
  return (
    found.where("expiredIssuer", (issuer) =>
      issuerNotAfter === ""
        ? l10n.t("The issuer's certificate {issuer} has expired.", { issuer })
        : l10n.t("The issuer's certificate {issuer} expired on {issuerNotAfter}.", {
            issuer,
            issuerNotAfter,
          }),
    ) || l10n.t("Its issuer's certificate has expired.")
  );
}

/** `TLSv1.1` as people write it. */
export function versionName(version: string): string {
  return version.replace(/^TLSv1$/, "TLS 1.0").replace("TLSv", "TLS ");
}

/** Says that the port has no TLS, and what it speaks instead where that was heard; `usualPort` is a sentence, or empty. */
export function notTls(found: DiagnosisCase, usualPort: string): string {
  const facts = { address: found.address, usualPort };
  switch (found.fact("speaks", "")) {
    case "http":
      return l10n.t("{address} answers, but not with TLS: it speaks HTTP.{usualPort}", facts);
    case "mqtt":
      return l10n.t(
        "{address} answers, but not with TLS: it speaks plain MQTT, without TLS.{usualPort}",
        facts,
      );
    default:
      return l10n.t("{address} answers, but not with TLS.{usualPort}", facts);
  }
}

/** What the TLS layer said, for whoever wants to look it up. */
export function wireCode(found: DiagnosisCase): string {
  return found.where("errorCode", (code) => (code === "CLOSED" ? "" : l10n.t(" ({code})", { code })));
}

/** Who the server says it is: as judged, or as presented in a handshake that failed. */
export function server(found: DiagnosisCase): string {
  return found.fact("subject", found.fact("certificate1.subject", l10n.t("the server")));
}

/** Whose certificate the server shows, and who signed it, where that is known. */
export function shown(found: DiagnosisCase): string {
  const facts = { server: found.server, subject: server(found) };
  return (
    found.where("issuer", (issuer) =>
      l10n.t("{server} shows the certificate of {subject}, signed by {issuer}.", { ...facts, issuer }),
    ) || l10n.t("{server} shows the certificate of {subject}.", facts)
  );
}

/** The SHA-256 fingerprint, for comparing. */
export function fingerprint(found: DiagnosisCase): string {
  return found.where("fingerprint256", (sha256) => l10n.t(" (SHA-256 {sha256})", { sha256 }));
}

/** What the server was checked against: a file, or what this machine trusts anyway. */
export function checkedAgainst(found: DiagnosisCase): string {
  const source = found.fact("trust", "platform");
  return source === "platform"
    ? l10n.t("It was checked against the certificate authorities of this machine.")
    : l10n.t("It was checked against {file}.", { file: nameOf(source) });
}

/** Which issuer's certificate the server leaves out, and why that is taken for one below a trusted CA. */
export function leftOut(found: DiagnosisCase): string {
  const facts = {
    server: found.server,
    subject: server(found),
    missing: found.fact("missingIssuer", l10n.t("which is between it and a CA that is trusted here")),
    trusted: found.fact("trustedIssuer", l10n.t("a trusted CA")),
  };
  switch (found.fact("evidence", "")) {
    case "":
      return l10n.t(
        "{server} shows the certificate of {subject} and not the one of its issuer, {missing}.",
        facts,
      );
    case "organization":
      return l10n.t(
        "{server} shows the certificate of {subject} and not the one of its issuer, {missing}, which seems to belong to {trusted}: both are of one organization.",
        facts,
      );
    default:
      return l10n.t(
        "{server} shows the certificate of {subject} and not the one of its issuer, {missing}, which {trusted} issued.",
        facts,
      );
  }
}

/** Whom our certificate is for. */
export function own(found: DiagnosisCase): string {
  return found.fact("clientSubject", l10n.t("of this device"));
}

/** What is right with our certificate here, and from when until when it is valid where those days are known. */
export function validHere({
  since = "",
  until,
}: {
  readonly since?: string;
  readonly until: string;
}): string {
  if (until === "") {
    return l10n.t("It is valid here and fits its key.");
  }
  return since === ""
    ? l10n.t("It is valid here until {until} and fits its key.", { until })
    : l10n.t("It is valid here from {since} until {until} and fits its key.", { since, until });
}

/** Why a server may call a certificate expired that is valid here. */
export function clocks(found: DiagnosisCase): string {
  const { since, until } = daysOf(found);
  return since === "" || until === ""
    ? l10n.t(
        "Here it is valid: the server's clock may be wrong, this machine's, or a certificate above it has ended.",
      )
    : l10n.t(
        "Here it is valid from {since} until {until}: the server's clock may be wrong, this machine's, or a certificate above it has ended.",
        { since, until },
      );
}

/** The first and the last day of our certificate; empty where they are not known. */
function daysOf(found: DiagnosisCase): { readonly since: string; readonly until: string } {
  return { since: found.day("clientNotBefore", ""), until: found.day("clientNotAfter", "") };
}
