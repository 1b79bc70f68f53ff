import {
  deviceProblemTable,
  type DeviceProblem,
  type DeviceProblemCode,
} from "../../src/core/devices/deviceProblems";
import {
  deviceProblemWords,
  generateAgainTitles,
  renewAllTitle,
  renewTitles,
  stopTrackingTitle,
  useAliasTitle,
  useFreePrefixTitle,
} from "../../src/ui/words/deviceProblems";

type Example = Partial<DeviceProblem> & { readonly fixes: readonly string[] };

const valve = (key: string): Pick<DeviceProblem, "others" | "otherCount"> => ({
  others: [{ propertiesPath: "valve.keygen.properties", key }],
  otherCount: 1,
});
const again = generateAgainTitles.client;

/** A case of each finding, and what is offered for it. */
const examples: Readonly<Record<DeviceProblemCode, Example>> = {
  "prefix-shared": {
    ...valve("CLIENT_FILE_PREFIX"),
    values: { prefix: "client" },
    fixes: [useFreePrefixTitle("CLIENT_FILE_PREFIX", "client-2")],
  },
  "server-identity-differs": {
    ...valve("SERVER_FILE_PREFIX"),
    values: { prefix: "server", difference: "key", here: "EC P-256", there: "RSA 2048" },
    fixes: [useFreePrefixTitle("SERVER_FILE_PREFIX", "server-2")],
  },
  "common-name-shared": {
    ...valve("DOMAIN_SUFFIX"),
    values: { name: "gateway-1", isHostName: "yes" },
    fixes: [],
  },
  "bundle-subject-differs": {
    values: { file: "client.pub.pem", onDisk: "CN=pump", inFile: "CN=valve" },
    fixes: [again],
  },
  "bundle-key-differs": {
    values: { file: "client.pub.pem", onDisk: "RSA 2048", inFile: "EC P-256" },
    fixes: [again],
  },
  "bundle-names-differ": {
    values: { file: "server.pub.pem", missing: "dns:tb.example.com", surplus: "dns:tb.local" },
    fixes: [generateAgainTitles.server],
  },
  "bundle-alias-differs": {
    values: { file: "client.jks", onDisk: "clientalias", inFile: "pump" },
    fixes: [useAliasTitle("CLIENT_KEY_ALIAS", "clientalias"), again],
  },
  "bundle-password-differs": {
    values: { file: "client.jks", key: "CLIENT_KEY_PASSWORD" },
    fixes: [again],
  },
  "private-key-tracked": {
    values: { file: "client.jks", more: "4" },
    fixes: [stopTrackingTitle],
  },
  "certificate-expired": {
    values: { file: "client.pub.pem", end: "2030-05-31", days: "-1" },
    fixes: [renewTitles.client, renewAllTitle],
  },
  "certificate-expires-soon": {
    values: { file: "client.pub.pem", end: "2030-06-13", days: "12" },
    fixes: [renewTitles.client, renewAllTitle],
  },
};

/** Where each finding comes from. */
const sources: Readonly<Record<"neighbours" | "bundle" | "calendar" | "git", string>> = {
  neighbours: "found by looking at the other properties files of the workspace",
  bundle: "found by looking at the files beside the properties file",
  calendar: "found in the whole workspace, by the setting `thingsboardX509.certificate.expiryWarningDays`",
  git: "found by asking git about the files beside the properties file, in a trusted workspace",
};

function sourceOf(code: DeviceProblemCode): keyof typeof sources {
  if (code === "private-key-tracked") {
    return "git";
  }
  if (code.startsWith("certificate-")) {
    return "calendar";
  }
  return code.startsWith("bundle-") ? "bundle" : "neighbours";
}

/** Every code of a finding about a device. */
export const deviceProblemCodes = Object.keys(deviceProblemTable) as DeviceProblemCode[];

/** Gives the case of a code as a person reads it. */
export function deviceExampleOf(code: DeviceProblemCode): {
  readonly sentence: string;
  readonly fixes: readonly string[];
} {
  const { fixes, ...example } = examples[code];
  const base = { code, key: "", side: "client", values: {}, others: [], otherCount: 0 } as const;
  return { sentence: deviceProblemWords({ ...base, ...example }, (path) => path), fixes };
}

/** Gives the entries of docs/diagnostics.md about devices; `inMarkdown` shows a sentence as it is. */
export function deviceEntries(inMarkdown: (text: string) => string): readonly string[] {
  return deviceProblemCodes.map((code) => {
    const { severity } = deviceProblemTable[code];
    const { sentence, fixes } = deviceExampleOf(code);
    const source = sources[sourceOf(code)];
    const offered = fixes.length === 0 ? [] : [`Quick fix: ${fixes.map(inMarkdown).join(" · ")}`];
    return [
      `## ${code}`,
      `${severity[0]?.toUpperCase() ?? ""}${severity.slice(1)}; certificates can be generated; ${source}.`,
      inMarkdown(sentence),
      ...offered,
    ].join("\n\n");
  });
}
