import * as l10n from "@vscode/l10n";
import type { LintCode } from "../../core/certificate/lint";
import type { FileFindingCode } from "../../core/keystore/fileFindings";
import { sentence } from "./sentence";

/** The stable code of a finding of Explain Certificate. */
export type ExplainCode = LintCode | FileFindingCode;

/** A finding in words. */
export interface ExplainFindingWords {
  readonly title: string;
  /** Who dislikes it and why. */
  readonly sentence: string;
  /** What to do. */
  readonly cure: string;
}

/** Words a finding, with its facts in it. */
export function explainFindingWords(finding: {
  readonly code: ExplainCode;
  readonly values: Readonly<Record<string, string>>;
}): ExplainFindingWords {
  const { title, meaning, cure } = explainFindingEntries[finding.code];
  return { title, sentence: sentence(meaning, finding.values), cure };
}

interface Entry {
  readonly title: string;
  /** With facts as `{name}`. */
  readonly meaning: string;
  readonly cure: string;
}

const again = l10n.t("Generate the certificate again.");
const renew = l10n.t("Generate a new certificate in time, and tell everybody who trusts the old one.");

/** The words of each code. */
export const explainFindingEntries: Readonly<Record<ExplainCode, Entry>> = {
  "certificate-expired": {
    title: l10n.t("Expired"),
    meaning: l10n.t(
      "It ended on {notAfter}. Every client and every server refuses it, ThingsBoard at CONNECT.",
    ),
    cure: l10n.t("Generate a new certificate, and put it wherever the old one is known."),
  },
  "certificate-not-yet-valid": {
    title: l10n.t("Not valid yet"),
    meaning: l10n.t("It begins on {notBefore}. Until then everybody refuses it."),
    cure: l10n.t("Check the clock of the machine that made it, and that of this one."),
  },
  "validity-reversed": {
    title: l10n.t("Ends before it begins"),
    meaning: l10n.t("It is valid from {notBefore} to {notAfter}: never."),
    cure: again,
  },
  "purpose-not-client": {
    title: l10n.t("Not for clients"),
    meaning: l10n.t(
      "Its extended key usage is {purposes}, without clientAuth. Brokers with OpenSSL and Java refuse it from a device.",
    ),
    cure: l10n.t("Generate the client certificate with the purpose clientAuth."),
  },
  "purpose-not-server": {
    title: l10n.t("Not for servers"),
    meaning: l10n.t(
      "Its extended key usage is {purposes}, without serverAuth. Every client refuses it from a server.",
    ),
    cure: l10n.t("Generate the server certificate with the purpose serverAuth."),
  },
  "key-weak": {
    title: l10n.t("Weak key"),
    meaning: l10n.t(
      "{key} is below 112 bits of strength. Debian's OpenSSL and browsers refuse it; what still takes it should not.",
    ),
    cure: l10n.t("Generate a key of EC P-256, or of RSA with at least 2048 bits."),
  },
  "signature-weak": {
    title: l10n.t("Weak signature"),
    meaning: l10n.t(
      "It is signed with {signature}, which can be forged. OpenSSL 3, Java, Go and browsers refuse such a signature.",
    ),
    cure: l10n.t("Have it signed with SHA-256 or better."),
  },
  "extension-critical-unknown": {
    title: l10n.t("A critical extension that few know"),
    meaning: l10n.t(
      "{extensions} is marked as critical, so whoever does not know it has to refuse the certificate: Go, Java and OpenSSL do.",
    ),
    cure: l10n.t("Leave the extension out, or do not mark it as critical."),
  },
  "ca-key-usage-unfit": {
    title: l10n.t("An authority that may not sign"),
    meaning: l10n.t(
      "It says that it is a certificate authority, but its key usage is {keyUsage}, without keyCertSign. What it signed is refused.",
    ),
    cure: l10n.t("Generate the authority with the key usage keyCertSign."),
  },
  "version-1": {
    title: l10n.t("Old version"),
    meaning: l10n.t(
      "It is of X.509 version {version}, which has no extensions: no names, no purpose, no authority flag. Rustls refuses it, and so does whoever looks for a name.",
    ),
    cure: l10n.t("Generate a version 3 certificate."),
  },
  "san-missing": {
    title: l10n.t("No subject alternative name"),
    meaning: l10n.t(
      "If a server shows it, clients that go by RFC 9525 refuse it whatever host they connect to: Go, browsers, Python's urllib3 and current Java libraries ignore its CN, {commonName}.",
    ),
    cure: l10n.t(
      "For a server, list its names and addresses in SUBJECT_ALTERNATIVE_NAMES and generate it again. A device's certificate needs none.",
    ),
  },
  "san-address-as-name": {
    title: l10n.t("An address among the DNS names"),
    meaning: l10n.t(
      "{names} is written as a DNS name. Clients look for an address among the IP addresses only.",
    ),
    cure: l10n.t("Write it as ip:… in SUBJECT_ALTERNATIVE_NAMES and generate it again."),
  },
  "leaf-is-ca": {
    title: l10n.t("A certificate authority used to connect"),
    meaning: l10n.t(
      "It says CA=true, as “openssl req -x509” writes unless told otherwise, but it is used to connect. Rustls and Firefox refuse it, and whoever trusts it trusts all that its key signs.",
    ),
    cure: l10n.t("Generate it with basicConstraints CA=false."),
  },
  "ca-flag-missing": {
    title: l10n.t("CA=false is missing"),
    meaning: l10n.t(
      "It has no basicConstraints, so it does not say whether it is an authority. Today's clients take it for none; older ones and audits complain.",
    ),
    cure: l10n.t("Generate it with basicConstraints CA=false, as this extension does and keytool does not."),
  },
  "ca-flag-not-critical": {
    title: l10n.t("CA=true is not critical"),
    meaning: l10n.t(
      "Its basicConstraints is not marked as critical. Python 3.13 and other strict clients refuse it.",
    ),
    cure: l10n.t("Generate the authority with basicConstraints marked as critical."),
  },
  "ca-key-id-missing": {
    title: l10n.t("An authority without key identifier"),
    meaning: l10n.t(
      "It has no subject key identifier. Python 3.13 and other strict clients refuse what it signed.",
    ),
    cure: l10n.t("Generate the authority with a subject key identifier."),
  },
  "authority-key-id-missing": {
    title: l10n.t("No authority key identifier"),
    meaning: l10n.t(
      "It does not say which key of {issuer} signed it. Python 3.13 and other strict clients refuse it; others may take the wrong one of several.",
    ),
    cure: l10n.t("Have it signed with an authority key identifier."),
  },
  "key-usage-unfit": {
    title: l10n.t("Its key may not sign"),
    meaning: l10n.t(
      "Its key usage is {keyUsage}, without digitalSignature. TLS 1.3 and ECDHE need a signature.",
    ),
    cure: l10n.t("Generate it with the key usage digitalSignature."),
  },
  "validity-too-long": {
    title: l10n.t("Valid for more than 825 days"),
    meaning: l10n.t(
      "It is valid for {days} days. Apple's systems refuse a server's certificate of more than 825.",
    ),
    cure: l10n.t(
      "Where iPhones or Macs connect, generate the server certificate for 825 days at most. For a device it does not matter.",
    ),
  },
  "expires-soon": {
    title: l10n.t("Ends soon"),
    meaning: l10n.t("It ends on {notAfter}; days left: {days}."),
    cure: renew,
  },
  "serial-not-positive": {
    title: l10n.t("Serial number not positive"),
    meaning: l10n.t(
      "Its serial number is zero or negative. Go refuses a negative one; audits complain about both.",
    ),
    cure: l10n.t("Generate it with a random positive serial number."),
  },
  "serial-too-long": {
    title: l10n.t("Serial number too long"),
    meaning: l10n.t(
      "Its serial number has {bytes} octets; 20 is the most. Strict readers refuse a longer one.",
    ),
    cure: l10n.t("Generate it with a random serial number of 16 octets."),
  },
  "common-name-too-long": {
    title: l10n.t("CN too long"),
    meaning: l10n.t(
      "Its CN has {length} characters; 64 is the most. OpenSSL refuses to write a longer one, and small devices to read it.",
    ),
    cure: l10n.t("Give it a shorter CN, and the long name as subject alternative name."),
  },
  "key-algorithm-unusual": {
    title: l10n.t("Few know this kind of key"),
    meaning: l10n.t("Its key is {key}. Java before 15, Mbed TLS and many devices cannot use it for TLS."),
    cure: l10n.t("Use EC P-256 or RSA 2048 where you do not know every client."),
  },
  "purpose-missing": {
    title: l10n.t("No purpose"),
    meaning: l10n.t(
      "It has no extended key usage, so it is good for everything. Apple's systems want serverAuth in a server's; some brokers want clientAuth in a device's.",
    ),
    cure: l10n.t("Generate it with the purpose serverAuth or clientAuth."),
  },
  "common-name-missing": {
    title: l10n.t("No CN"),
    meaning: l10n.t(
      "Its subject has no CN. ThingsBoard takes the device's name from it where it provisions by certificate chain.",
    ),
    cure: l10n.t("Give it a CN if ThingsBoard is to provision by it."),
  },
  "key-mismatch": {
    title: l10n.t("Key and certificate do not match"),
    meaning: l10n.t(
      "The private key in this file is not that of the certificate beside it. OpenSSL, Java and every broker refuse the pair.",
    ),
    cure: l10n.t("Put the two together that were made together, or generate both again."),
  },
  "certificate-unreadable": {
    title: l10n.t("A certificate that cannot be read"),
    meaning: l10n.t("Certificate {number} of the file is not as RFC 5280 has it: {reason}."),
    cure: l10n.t("Put the certificate into the file again, from where it came."),
  },
  "key-unreadable": {
    title: l10n.t("A damaged private key"),
    meaning: l10n.t("The private key {alias} is not what its place promises. No program can use it."),
    cure: l10n.t("Put the key back from where it came, or generate key and certificate again."),
  },
  "issuer-signature-wrong": {
    title: l10n.t("Not signed by the issuer in this file"),
    meaning: l10n.t(
      "{subject} names {issuer} as its issuer, and that is in the file, but its key did not sign this certificate. The chain is refused by everybody.",
    ),
    cure: l10n.t(
      "Replace the issuer's certificate by the one that signed it: the authority may have been generated again.",
    ),
  },
  "chain-unordered": {
    title: l10n.t("Chain out of order"),
    meaning: l10n.t(
      "The certificates do not follow one another from the leaf to its issuers. OpenSSL takes the first for the leaf, TLS 1.2 wants the order, and small devices depend on it.",
    ),
    cure: l10n.t("Write the certificate of the key first, then its issuer, and so on."),
  },
  "password-well-known": {
    title: l10n.t("Well-known password"),
    meaning: l10n.t(
      "The file opens with a password of a public guide, with one that everybody tries first, or with none. It protects nothing.",
    ),
    cure: l10n.t("Set a password of its own in keygen.properties and generate the bundle again."),
  },
  "key-unsupported": {
    title: l10n.t("A key that was not looked into"),
    meaning: l10n.t(
      "The private key {alias} uses {algorithm}, which is not supported here: nobody checked that it fits its certificate.",
    ),
    cure: l10n.t(
      "Convert it to PKCS#8 of EC P-256 or RSA, encrypted with AES or not at all, if other programs fail too.",
    ),
  },
  "trusted-unmarked": {
    title: l10n.t("Java does not trust it"),
    meaning: l10n.t(
      "The certificate {alias} has no mark of trust. Java passes over it in a PKCS#12 keystore, as if it were not there.",
    ),
    cure: l10n.t("Import it with keytool -importcert, which sets the mark."),
  },
  "key-locked": {
    title: l10n.t("Key still locked"),
    meaning: l10n.t(
      "The private key {alias} has a password of its own, which is not known here, so nobody checked that it fits its certificate.",
    ),
    cure: l10n.t("Unlock it with its password."),
  },
  "key-unprotected": {
    title: l10n.t("Private key without password"),
    meaning: l10n.t("Whoever can read this file has the private key. Devices often need it so."),
    cure: l10n.t("Keep the file readable by its owner alone (mode 0600), and out of version control."),
  },
  "entry-skipped": {
    title: l10n.t("Something else is in it"),
    meaning: l10n.t("{name} {alias} is neither a certificate nor a private key, and was passed over."),
    cure: l10n.t("Nothing, if you know what it is for."),
  },
  "issuer-not-in-file": {
    title: l10n.t("The chain ends early"),
    meaning: l10n.t(
      "The issuer, {issuer}, is not in this file. Whoever checks the chain has to have it from elsewhere.",
    ),
    cure: l10n.t("Add the issuers unless the other side knows them already; its root is never needed."),
  },
  "certificate-missing": {
    title: l10n.t("A key without certificate"),
    meaning: l10n.t("There is a private key {alias} and no certificate that belongs to it."),
    cure: l10n.t("Keep its certificate in the file too if a program is to connect with this file alone."),
  },
};
