import { redactedReport } from "../core/connection/redaction";
import type { ReportFacts } from "../core/connection/report";
import { secretEntriesOf } from "../core/profile/secretEntries";
import { loadProfile } from "./loadProfile";
import type { World } from "./world";

/** What stays in a report. */
export interface RedactOptions {
  /** Absolute paths of the folders that paths are told from. */
  readonly folders: readonly string[];
  /** True leaves host names and addresses. */
  readonly hostNames: boolean;
  /** True leaves the values that the device sent. */
  readonly values: boolean;
}

/** Makes a report fit for a stranger's eyes, with the passwords of its properties file looked up to be left out. */
export async function redactReport(
  report: ReportFacts,
  { folders, hostNames, values }: RedactOptions,
  world: Pick<World, "files" | "machine">,
): Promise<ReportFacts> {
  const profile = await loadProfile(report.properties, world);
  const secrets = profile.ok ? [...secretEntriesOf(profile.value)].map(({ value }) => value) : [];
  const { homeFolder, hostName: machineName } = world.machine;
  return redactedReport(report, { secrets, folders, homeFolder, machineName, hostNames, values });
}
