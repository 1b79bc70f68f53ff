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

const again = "Generate the certificate again.";
const renew = "Generate a new certificate in time, and tell everybody who trusts the old one.";

/** The words of each code. */
export const explainFindingEntries: Readonly<Record<ExplainCode, Entry>> = {
  "certificate-expired": {
    title: "Expired",
    meaning: "It ended on {notAfter}. Every client and every server refuses it, ThingsBoard at CONNECT.",
    cure: "Generate a new certificate, and put it wherever the old one is known.",
  },
  "certificate-not-yet-valid": {
    title: "Not valid yet",
    meaning: "It begins on {notBefore}. Until then everybody refuses it.",
    cure: "Check the clock of the machine that made it, and that of this one.",
  },
  "validity-reversed": {
    title: "Ends before it begins",
    meaning: "It is valid from {notBefore} to {notAfter}: never.",
    cure: again,
  },
  "purpose-not-client": {
    title: "Not for clients",
    meaning:
      "Its extended key usage is {purposes}, without clientAuth. Brokers with OpenSSL and Java refuse it from a device.",
    cure: "Generate the client certificate with the purpose clientAuth.",
  },
  "purpose-not-server": {
    title: "Not for servers",
    meaning:
      "Its extended key usage is {purposes}, without serverAuth. Every client refuses it from a server.",
    cure: "Generate the server certificate with the purpose serverAuth.",
  },
  "key-weak": {
    title: "Weak key",
    meaning:
      "{key} is below 112 bits of strength. Debian's OpenSSL and browsers refuse it; what still takes it should not.",
    cure: "Generate a key of EC P-256, or of RSA with at least 2048 bits.",
  },
  "signature-weak": {
    title: "Weak signature",
    meaning:
      "It is signed with {signature}, which can be forged. OpenSSL 3, Java, Go and browsers refuse such a signature.",
    cure: "Have it signed with SHA-256 or better.",
  },
  "extension-critical-unknown": {
    title: "A critical extension that few know",
    meaning:
      "{extensions} is marked as critical, so whoever does not know it has to refuse the certificate: Go, Java and OpenSSL do.",
    cure: "Leave the extension out, or do not mark it as critical.",
  },
  "ca-key-usage-unfit": {
    title: "An authority that may not sign",
    meaning:
      "It says that it is a certificate authority, but its key usage is {keyUsage}, without keyCertSign. What it signed is refused.",
    cure: "Generate the authority with the key usage keyCertSign.",
  },
  "version-1": {
    title: "Old version",
    meaning:
      "It is of X.509 version {version}, which has no extensions: no names, no purpose, no authority flag. Rustls refuses it, and so does whoever looks for a name.",
    cure: "Generate a version 3 certificate.",
  },
  "san-missing": {
    title: "No subject alternative name",
    meaning:
      "If a server shows it, clients that go by RFC 9525 refuse it whatever host they connect to: Go, browsers, Python's urllib3 and current Java libraries ignore its CN, {commonName}.",
    cure: "For a server, list its names and addresses in SUBJECT_ALTERNATIVE_NAMES and generate it again. A device's certificate needs none.",
  },
  "san-address-as-name": {
    title: "An address among the DNS names",
    meaning: "{names} is written as a DNS name. Clients look for an address among the IP addresses only.",
    cure: "Write it as ip:… in SUBJECT_ALTERNATIVE_NAMES and generate it again.",
  },
  "leaf-is-ca": {
    title: "An authority used as an end",
    meaning:
      "It says CA=true, as “openssl req -x509” writes unless told otherwise, but it is used to connect. Rustls and Firefox refuse it, and whoever trusts it trusts all that its key signs.",
    cure: "Generate it with basicConstraints CA=false.",
  },
  "ca-flag-missing": {
    title: "CA=false is missing",
    meaning:
      "It has no basicConstraints, so it does not say whether it is an authority. Today's clients take it for none; older ones and audits complain.",
    cure: "Generate it with basicConstraints CA=false, as this extension does and keytool does not.",
  },
  "ca-flag-not-critical": {
    title: "CA=true is not critical",
    meaning:
      "Its basicConstraints is not marked as critical. Python 3.13 and other strict clients refuse it.",
    cure: "Generate the authority with basicConstraints marked as critical.",
  },
  "ca-key-id-missing": {
    title: "An authority without key identifier",
    meaning: "It has no subject key identifier. Python 3.13 and other strict clients refuse what it signed.",
    cure: "Generate the authority with a subject key identifier.",
  },
  "authority-key-id-missing": {
    title: "No authority key identifier",
    meaning:
      "It does not say which key of {issuer} signed it. Python 3.13 and other strict clients refuse it; others may take the wrong one of several.",
    cure: "Have it signed with an authority key identifier.",
  },
  "key-usage-unfit": {
    title: "Its key may not sign",
    meaning: "Its key usage is {keyUsage}, without digitalSignature. TLS 1.3 and ECDHE need a signature.",
    cure: "Generate it with the key usage digitalSignature.",
  },
  "validity-too-long": {
    title: "Valid for more than 825 days",
    meaning: "It is valid for {days} days. Apple's systems refuse a server's certificate of more than 825.",
    cure: "Where iPhones or Macs connect, generate the server certificate for 825 days at most. For a device it does not matter.",
  },
  "expires-soon": {
    title: "Ends soon",
    meaning: "It ends on {notAfter}, in {days} days.",
    cure: renew,
  },
  "serial-not-positive": {
    title: "Serial number not positive",
    meaning: "Its serial number is zero or negative. Go refuses a negative one; audits complain about both.",
    cure: "Generate it with a random positive serial number.",
  },
  "serial-too-long": {
    title: "Serial number too long",
    meaning: "Its serial number has {bytes} octets; 20 is the most. Strict readers refuse a longer one.",
    cure: "Generate it with a random serial number of 16 octets.",
  },
  "common-name-too-long": {
    title: "CN too long",
    meaning:
      "Its CN has {length} characters; 64 is the most. OpenSSL refuses to write a longer one, and small devices to read it.",
    cure: "Give it a shorter CN, and the long name as subject alternative name.",
  },
  "key-algorithm-unusual": {
    title: "Few know this kind of key",
    meaning: "Its key is {key}. Java before 15, Mbed TLS and many devices cannot use it for TLS.",
    cure: "Use EC P-256 or RSA 2048 where you do not know every client.",
  },
  "purpose-missing": {
    title: "No purpose",
    meaning:
      "It has no extended key usage, so it is good for everything. Apple's systems want serverAuth in a server's; some brokers want clientAuth in a device's.",
    cure: "Generate it with the purpose serverAuth or clientAuth.",
  },
  "common-name-missing": {
    title: "No CN",
    meaning:
      "Its subject has no CN. ThingsBoard takes the device's name from it where it provisions by certificate chain.",
    cure: "Give it a CN if ThingsBoard is to provision by it.",
  },
  "key-mismatch": {
    title: "Key and certificate do not match",
    meaning:
      "The private key in this file is not that of the certificate beside it. OpenSSL, Java and every broker refuse the pair.",
    cure: "Put the two together that were made together, or generate both again.",
  },
  "certificate-unreadable": {
    title: "A certificate that cannot be read",
    meaning: "Certificate {number} of the file is not as RFC 5280 has it: {reason}.",
    cure: "Put the certificate into the file again, from where it came.",
  },
  "key-unreadable": {
    title: "A damaged private key",
    meaning: "The private key {alias} is not what its place promises. No program can use it.",
    cure: "Put the key back from where it came, or generate key and certificate again.",
  },
  "issuer-signature-wrong": {
    title: "Not signed by the issuer in this file",
    meaning:
      "{subject} names {issuer} as its issuer, and that is in the file, but its key did not sign this certificate. The chain is refused by everybody.",
    cure: "Replace the issuer's certificate by the one that signed it: the authority may have been generated again.",
  },
  "chain-unordered": {
    title: "Chain out of order",
    meaning:
      "The certificates do not follow one another from the leaf to its issuers. OpenSSL takes the first for the leaf, TLS 1.2 wants the order, and small devices depend on it.",
    cure: "Write the certificate of the key first, then its issuer, and so on.",
  },
  "password-well-known": {
    title: "Well-known password",
    meaning:
      "The file opens with a password of a public guide, with one that everybody tries first, or with none. It protects nothing.",
    cure: "Set a password of its own in keygen.properties and generate the bundle again.",
  },
  "key-unsupported": {
    title: "A key that was not looked into",
    meaning:
      "The private key {alias} uses {algorithm}, which is not supported here: nobody checked that it fits its certificate.",
    cure: "Convert it to PKCS#8 of EC P-256 or RSA, encrypted with AES or not at all, if other programs fail too.",
  },
  "trusted-unmarked": {
    title: "Java does not trust it",
    meaning:
      "The certificate {alias} has no mark of trust. Java passes over it in a PKCS#12 keystore, as if it were not there.",
    cure: "Import it with keytool -importcert, which sets the mark.",
  },
  "key-locked": {
    title: "Key still locked",
    meaning:
      "The private key {alias} has a password of its own, which is not known here, so nobody checked that it fits its certificate.",
    cure: "Unlock it with its password.",
  },
  "key-unprotected": {
    title: "Private key without password",
    meaning: "Whoever can read this file has the private key. Devices often need it so.",
    cure: "Keep the file readable by its owner alone (mode 0600), and out of version control.",
  },
  "entry-skipped": {
    title: "Something else is in it",
    meaning: "{name} {alias} is neither a certificate nor a private key, and was passed over.",
    cure: "Nothing, if you know what it is for.",
  },
  "issuer-not-in-file": {
    title: "The chain ends early",
    meaning:
      "The issuer, {issuer}, is not in this file. Whoever checks the chain has to have it from elsewhere.",
    cure: "Add the issuers unless the other side knows them already; its root is never needed.",
  },
  "certificate-missing": {
    title: "A key without certificate",
    meaning: "There is a private key {alias} and no certificate that belongs to it.",
    cure: "Keep its certificate in the file too if a program is to connect with this file alone.",
  },
};
