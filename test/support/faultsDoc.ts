import { faultKinds } from "../../src/core/testServer/faults";
import { codeCell, markdownTable } from "./markdownTable";

/** The table of faults in docs/test-server.md. */
export function faultsDoc(): string {
  const rows = faultKinds.map(({ kind, does, hasEffect }) => [
    codeCell(kind),
    does,
    hasEffect ? "yes" : "no",
  ]);
  return markdownTable(["`kind`", "what happens", "has its effect"], rows);
}
