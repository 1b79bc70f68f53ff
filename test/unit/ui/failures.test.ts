import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ProfileProblem } from "../../../src/core/profile/profile";
import { failureWords, type WordedFailure } from "../../../src/ui/words/failures";
import { profileOf } from "../../support/profiles";

const propertiesPath = "/home/ada/tb/keygen.properties";

const caPath = "/srv/ca/fleet.ca.pem";
const caKeyPath = "/srv/ca/fleet.ca.key.pem";
const newCa = { title: "New Device CA…", command: "thingsboardX509.newDeviceCa", args: [] };
const openSetting = {
  title: "Open Setting",
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.certificate.deviceCa"],
};

function generateAction(side: "Client" | "Server"): unknown {
  return {
    title: `Generate ${side} Cert`,
    command: `thingsboardX509.generate${side}Cert`,
    args: [propertiesPath],
  };
}

/** One row for each code: the union of codes makes this complete. */
const rows: Readonly<
  Record<
    WordedFailure["code"],
    { readonly failure: WordedFailure; readonly message: string; readonly actions?: readonly unknown[] }
  >
> = {
  "file-not-found": {
    failure: { code: "file-not-found", path: propertiesPath, cause: "ENOENT" },
    message: "There is no keygen.properties in /home/ada/tb. It may have been moved or removed.",
    actions: [{ title: "New Device…", command: "thingsboardX509.newDevice", args: [] }],
  },
  "file-permission-denied": {
    failure: { code: "file-permission-denied", path: "/srv/tb/client.jks", cause: "EACCES" },
    message:
      "No permission for client.jks in /srv/tb. Check who owns the file and the folder, and their modes.",
  },
  "file-read-only": {
    failure: { code: "file-read-only", path: "/srv/tb/client.jks", cause: "EROFS" },
    message:
      "/srv/tb is on a read-only file system, so client.jks cannot be written. Use a folder that can be written to.",
  },
  "file-exists": {
    failure: { code: "file-exists", path: "/srv/tb/client.jks" },
    message: "client.jks is already in /srv/tb, and nothing was overwritten.",
  },
  "file-not-regular": {
    failure: { code: "file-not-regular", path: "/srv/tb/client.jks" },
    message:
      "/srv/tb/client.jks is in the way: it is a folder, a link or a special file. Move it away or use another name.",
  },
  "file-too-large": {
    failure: { code: "file-too-large", path: "/srv/tb/server.pub.pem" },
    message: "server.pub.pem in /srv/tb is too large to be what its name says.",
  },
  "file-name-too-long": {
    failure: { code: "file-name-too-long", path: `/srv/tb/${"x".repeat(236)}` },
    message: `The name ${"x".repeat(39)}… is too long for a file in /srv/tb, with what is added to it. Choose a shorter one.`,
  },
  "file-busy": {
    failure: { code: "file-busy", path: "/srv/tb/.client.staging" },
    message:
      "The files of client in /srv/tb are being written at this moment, here or by another program. Try again when that is done.",
  },
  "disk-full": {
    failure: { code: "disk-full", path: "/srv/tb/client.jks", cause: "ENOSPC" },
    message:
      "The disk is full: client.jks was not written to /srv/tb, and what was there is as it was. Make room and try again.",
  },
  "file-io": {
    failure: { code: "file-io", path: "/srv/tb/client.jks", cause: "EIO" },
    message:
      "The system could not read or write client.jks in /srv/tb (EIO). Try again; if it stays so, check the disk or network drive.",
  },
  "properties-unreadable": {
    failure: {
      code: "properties-unreadable",
      path: propertiesPath,
      reason: "invalid-utf8",
      line: 4,
      column: 7,
    },
    message: "keygen.properties, line 4, column 7: The file is not UTF-8 from here on. Save it as UTF-8.",
    actions: [{ title: "Open keygen.properties", command: "thingsboardX509.openAt", args: [propertiesPath] }],
  },
  "properties-invalid": {
    failure: {
      code: "properties-invalid",
      path: propertiesPath,
      ...problemsOf("CITY=Paris\r\nCLIENT_KEY_PASSWORD=abc\r\n", "password-too-short"),
    },
    message:
      "keygen.properties, line 2: CLIENT_KEY_PASSWORD is too short: keytool wants at least 6 characters.",
    actions: [
      { title: "Open keygen.properties", command: "thingsboardX509.openAt", args: [propertiesPath, 32] },
    ],
  },
  "values-invalid": {
    failure: {
      code: "values-invalid",
      ...problemsOf("TWO_LETTER_COUNTRY_CODE=USA\n", "country-not-two-letters"),
    },
    message:
      "No device was made, as its properties file would have errors. TWO_LETTER_COUNTRY_CODE has to be two letters, such as US or DE.",
  },
  "server-cert-unreadable": {
    failure: { code: "server-cert-unreadable", path: "/home/ada/tb/server.pub.pem" },
    message:
      "server.pub.pem holds no certificate that can be read, so the device's keystore would trust no server. Put the server's certificate there, or remove the file.",
    actions: [
      {
        title: "Open server.pub.pem",
        command: "thingsboardX509.openAt",
        args: ["/home/ada/tb/server.pub.pem"],
      },
      {
        title: "Generate Server Cert",
        command: "thingsboardX509.generateServerCert",
        args: [propertiesPath],
      },
    ],
  },
  "client-cert-missing": {
    failure: { code: "client-cert-missing", path: "/home/ada/tb/client.pub.pem" },
    message:
      "The device has no certificate yet: there is no client.pub.pem in /home/ada/tb. Generate the client certificate first.",
    actions: [
      {
        title: "Generate Client Cert",
        command: "thingsboardX509.generateClientCert",
        args: [propertiesPath],
      },
    ],
  },
  "client-cert-unreadable": {
    failure: { code: "client-cert-unreadable", path: "/home/ada/tb/client.pub.pem" },
    message:
      "client.pub.pem holds no certificate that can be read. Generate the client certificate again, or put the file back.",
    actions: [
      {
        title: "Open client.pub.pem",
        command: "thingsboardX509.openAt",
        args: ["/home/ada/tb/client.pub.pem"],
      },
      {
        title: "Generate Client Cert",
        command: "thingsboardX509.generateClientCert",
        args: [propertiesPath],
      },
    ],
  },
  "ca-values-invalid": {
    failure: { code: "ca-values-invalid", reason: "name", name: "../x" },
    message:
      "No device CA was made: its name becomes a common name and a file name, so it has 1 to 64 characters, no separator and no ending .pem. Give it another.",
  },
  "secrets-unavailable": {
    failure: { code: "secrets-unavailable" },
    message:
      "The keyring of this machine keeps nothing, so no device CA was made: its passphrase would be lost. Unlock or install a keyring, such as GNOME Keyring.",
  },
  "ca-missing": {
    failure: { code: "ca-missing", path: caPath },
    message:
      "There is no fleet.ca.pem in /srv/ca. Make a device CA of that name, or name another in thingsboardX509.certificate.deviceCa.",
    actions: [newCa, openSetting],
  },
  "ca-unreadable": {
    failure: { code: "ca-unreadable", path: caPath },
    message:
      "fleet.ca.pem in /srv/ca is no certificate of a CA that can sign for us: it has to be a CA's, with an EC or RSA key. Name another in thingsboardX509.certificate.deviceCa.",
    actions: [openSetting],
  },
  "ca-expired": {
    failure: { code: "ca-expired", path: caPath },
    message:
      "fleet.ca.pem has expired, so it signs nothing any more. Make a new device CA and name it in thingsboardX509.certificate.deviceCa.",
    actions: [newCa, openSetting],
  },
  "ca-key-missing": {
    failure: { code: "ca-key-missing", path: caKeyPath },
    message:
      "There is no fleet.ca.key.pem in /srv/ca, and nothing can be signed without the device CA's key. Put the file there, from where the CA was made.",
    actions: [openSetting],
  },
  "ca-key-unreadable": {
    failure: { code: "ca-key-unreadable", path: caKeyPath },
    message:
      "fleet.ca.key.pem in /srv/ca holds no private key that can be read. Put the file back from a copy.",
    actions: [openSetting],
  },
  "ca-key-mismatch": {
    failure: { code: "ca-key-mismatch", path: caKeyPath },
    message:
      "fleet.ca.key.pem in /srv/ca is the key of another certificate than the one beside it. Put the two files of one device CA there.",
    actions: [openSetting],
  },
  "ca-passphrase-missing": {
    failure: { code: "ca-passphrase-missing", path: caKeyPath },
    message:
      "The keyring of this machine has no passphrase for fleet.ca.key.pem: the device CA was made elsewhere. Copy it there with Copy Device CA Passphrase, and enter it here.",
    actions: [openSetting],
  },
  "ca-passphrase-wrong": {
    failure: { code: "ca-passphrase-wrong", path: caKeyPath },
    message:
      "The passphrase does not open fleet.ca.key.pem. Copy it where the device CA was made, with Copy Device CA Passphrase, and enter it here.",
    actions: [openSetting],
  },
  "renew-nothing-there": {
    failure: { code: "renew-nothing-there", path: "/srv/tb/client.pub.pem", side: "client" },
    message:
      "There is nothing to renew: there is no client.pub.pem in /srv/tb. Generate the certificate first.",
    actions: [generateAction("Client")],
  },
  "renew-cert-unreadable": {
    failure: { code: "renew-cert-unreadable", path: "/srv/tb/server.pub.pem", side: "server" },
    message:
      "server.pub.pem holds no certificate that can be read, so it cannot be renewed. Put the file back, or generate the certificate anew.",
    actions: [generateAction("Server")],
  },
  "renew-key-unusable": {
    failure: { code: "renew-key-unusable", path: "/srv/tb/client.pk8.pem", side: "client" },
    message:
      "The key cannot stay: client.pk8.pem is not there, cannot be read or is the key of another certificate. Renew with a new key, or put the file back.",
    actions: [
      {
        title: "Renew with a New Key",
        command: "thingsboardX509.renewClientCert",
        args: [propertiesPath, { keepKey: false }],
      },
    ],
  },
  "renew-would-change": {
    failure: { code: "renew-would-change", path: "/srv/tb/client.jks", side: "client" },
    message:
      "Nothing was renewed, as it would change more than the dates: alias and passwords of the properties file do not open client.jks. Put them back, or generate the certificate anew.",
    actions: [generateAction("Client")],
  },
  "renew-needs-ca": {
    failure: { code: "renew-needs-ca", path: "/srv/tb/client.pub.pem", side: "client" },
    message:
      "A CA signed client.pub.pem, and none is chosen to sign it anew. Name that CA in thingsboardX509.certificate.deviceCa.",
    actions: [openSetting],
  },
  "backup-missing": {
    failure: { code: "backup-missing", path: "/srv/tb/backup/client-20260102T030405Z" },
    message:
      "There is no client-20260102T030405Z in /srv/tb/backup. Backups of this device are made when its certificate is replaced.",
  },
  "backup-incomplete": {
    failure: { code: "backup-incomplete", path: "/srv/tb/backup/client-20260102T030405Z" },
    message:
      "client-20260102T030405Z in /srv/tb/backup has no certificate or no key that can be read, so nothing was restored. Choose another backup.",
  },
  "copy-failed": {
    failure: {
      code: "copy-failed",
      path: "/etc/tb/server.jks",
      failure: { code: "file-permission-denied", path: "/etc/tb/server.jks", cause: "EACCES" },
    },
    message:
      "The bundle is written, but server.jks could not be copied to /etc/tb. No permission for server.jks in /etc/tb. Check who owns the file and the folder, and their modes.",
  },
};

function problemsOf(
  text: string,
  code: ProfileProblem["code"],
): { readonly problems: readonly ProfileProblem[]; readonly text: string } {
  return { problems: profileOf(text).problems.filter((problem) => problem.code === code), text };
}

describe("a failure is told with what happened, to what, and the next step:", () => {
  for (const [code, { failure, message, actions }] of Object.entries(rows)) {
    it(code, () => {
      const words = failureWords(failure, propertiesPath);
      assert.deepEqual([words.code, words.message, words.actions], [code, message, actions]);
    });
  }
});

describe("a failure's words", () => {
  it("hold code, sentence and place of each finding, for the caller", () => {
    assert.deepEqual(failureWords(rows["properties-invalid"].failure).details, {
      path: propertiesPath,
      problems: [
        {
          code: "password-too-short",
          message: "CLIENT_KEY_PASSWORD is too short: keytool wants at least 6 characters.",
          line: 2,
          column: 21,
        },
      ],
    });
  });

  it("say how many errors there are, and go to the first", () => {
    const text = "CLIENT_KEY_PASSWORD=abc\nSERVER_KEY_PASSWORD=abc\n";
    const words = failureWords({
      code: "properties-invalid",
      path: propertiesPath,
      ...problemsOf(text, "password-too-short"),
    });
    assert.equal(
      words.message,
      "keygen.properties, line 1: CLIENT_KEY_PASSWORD is too short: keytool wants at least 6 characters. (2 errors in all)",
    );
  });

  it("hold no password", () => {
    const words = JSON.stringify(failureWords(rows["properties-invalid"].failure));
    assert.doesNotMatch(words, /abc/);
  });

  it("let no file name turn the line around or begin one", () => {
    const { message } = failureWords({ code: "file-busy", path: "/srv/a\n\u202Egpj.exe" });
    assert.equal(
      message,
      "Another program is at work on a␊⟨U+202E⟩gpj.exe in /srv. Try again when it has finished.",
    );
  });

  it("ask for the device where it is not known", () => {
    const [first] = failureWords(rows["client-cert-missing"].failure).actions ?? [];
    assert.deepEqual(first?.args, []);
  });
});

it("a copy that failed for want of its folder says so", () => {
  const path = "/etc/tb/server.jks";
  const { message } = failureWords({ code: "copy-failed", path, failure: { code: "file-not-found", path } });
  assert.equal(
    message,
    "The bundle is written, but server.jks could not be copied to /etc/tb. There is no such folder: make it first.",
  );
});
