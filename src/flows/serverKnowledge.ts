import { userCall } from "../core/credential/accountCalls";
import { comparisonOf, type Comparison } from "../core/credential/comparison";
import { isAboutClocks, isRefinable, type ServerKnowledge } from "../core/connection/refine";
import type { ReportFacts } from "../core/connection/report";
import { compareWithServer, type CompareRequest } from "./compareWithServer";
import { likelyNames } from "./findServerDevice";
import { readPublicCert } from "./readPublicCert";
import type { TestServerDevice } from "./runTestServer";
import type { TestServerIndex } from "./testServerIndex";
import type { ThingsBoard } from "./thingsBoard";
import type { World } from "./world";

type Reading = Pick<World, "files" | "machine">;

/** Asks a server what would say more about a report; what it does not tell, or not in time, stays unknown. */
export async function serverKnowledge(
  report: ReportFacts,
  request: CompareRequest,
  { board, ...world }: Reading & { readonly board: ThingsBoard },
  signal: AbortSignal,
): Promise<ServerKnowledge> {
  if (isRefinable(report)) {
    const compared = await compareWithServer(request, { ...world, board }, signal);
    return { ...(compared.ok ? { comparison: compared.value.comparison } : {}), ...clockOf(board) };
  }
  if (!isAboutClocks(report)) {
    return {};
  }
  // Whatever it answers has its time.
  await board.ask(userCall, signal);
  return clockOf(board);
}

function clockOf(board: ThingsBoard): Pick<ServerKnowledge, "clockAheadMs"> {
  const clockAheadMs = board.clockAheadMs();
  return clockAheadMs === undefined ? {} : { clockAheadMs };
}

/** Compares with the devices of the Local Test Server, for which nobody has to sign in; undefined without a certificate. */
export async function compareWithTestServer(
  propertiesPath: string,
  devices: TestServerIndex,
  world: Reading,
): Promise<Comparison | undefined> {
  const certificate = await readPublicCert(propertiesPath, world);
  if (!certificate.ok) {
    return undefined;
  }
  const names = likelyNames(propertiesPath, certificate.value);
  const named = names.map((name) => devices.named(name)).find((device) => device !== undefined);
  const holder = devices.holderOf(certificate.value.credentialsId);
  return comparisonOf(
    {
      ...(named && { named: { device: deviceOf(named), credentials: credentialsOf(named) } }),
      ...(holder && { holder: deviceOf(holder) }),
    },
    names,
  );
}

function deviceOf({ deviceId, deviceName }: TestServerDevice): {
  readonly id: string;
  readonly name: string;
} {
  return { id: deviceId, name: deviceName };
}

function credentialsOf({ credentialsType, credentialsId }: TestServerDevice): {
  readonly whole: Record<string, never>;
  readonly type: string;
  readonly credentialsId: string;
} {
  return { whole: {}, type: credentialsType, credentialsId };
}
