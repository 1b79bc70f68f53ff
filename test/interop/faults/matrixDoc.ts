import { codeCell, markdownTable } from "../../support/markdownTable";
import { nameOf, type Fault } from "./fault";
import { namingWords } from "./naming";
import type { Neighbours } from "./neighbours";
import { clientNames } from "./otherClients";

/** What every client said of every fault; ours first. By fault, then by client. */
export type Sayings = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Our own column. */
export const ownName = "Test Connection";

const columns = [ownName, ...clientNames];

/** True for a message that has words for the cause. */
function names({ code }: Fault, message: string): boolean {
  return namingWords[code].test(message);
}

/** docs/diagnosis-matrix.md, whole. */
export function matrixDoc(faults: readonly Fault[], pairs: readonly Neighbours[], sayings: Sayings): string {
  return (
    [
      "# Diagnosis matrix",
      "What a test connection says of each fault of the fault lab (`test/interop/faults/`): real servers, each with one fault. The tests hold every row. `UPDATE_DOCS=1 node scripts/runNode.mjs interop faults/matrix` asks the other clients anew and writes this file.",
      "## Faults and diagnoses",
      diagnosisTable(faults),
      "## Neighbours",
      "Causes that look alike on the wire, and what tells them apart.",
      markdownTable(
        ["alike", "one", "other", "told apart by"],
        pairs.map(({ alike, one, other, byWords }) => [alike, one, other, byWords]),
      ),
      "## What no client can tell",
      untoldText,
      untoldTable(faults),
      "## Other clients",
      "The same faults for the clients that people try instead, with the same files; each publishes one message and is waited for three seconds. Quoted are the lines that tell of an error. ✓ stands before a message that names the cause: one that has the words of the rule below, whoever's words they are. A symptom is no cause. Left out are faults that these clients cannot meet: the properties file, an address in our settings, a subscription, the end of a session that is up, a network of its own.",
      sayingTable(faults, sayings),
      "## The rule",
      "A message names a cause where this expression matches it. Where nothing that reaches a client says what is wrong (see What no client can tell), the diagnosis is what counts.",
      ruleTable(faults),
      "## Score",
      scoreTable(faults, sayings),
      "",
    ]
      .join("\n\n")
      .trimEnd() + "\n"
  );
}

function diagnosisTable(faults: readonly Fault[]): string {
  return markdownTable(
    ["server", "TLS", "fault", "diagnosis"],
    faults.map(({ peer, tls = "", what, code }) => [peer, tls.replace("TLSv", ""), what, `\`${code}\``]),
  );
}

const untoldText =
  "Faults whose cause the server knows and does not tell. After a refusal, a test connection asks the server once more what it takes (`CertificateRequest`, RFC 5246 §7.4.4 and RFC 8446 §4.3.2): that rules an issuer out that the server does not know, a key of a kind that it does not take, and a certificate that was not shown. What is left then – a date by the server's clock, or its list of revoked certificates – is known to the server alone: a second connection with the same certificate would be refused with the same words, one with another certificate would be about that one, and no part of a handshake carries the server's time (`gmt_unix_time` is random, RFC 8446 §4.1.3 and draft-mathewson-no-gmtunixtime). The sentence says what is ruled out and what is left.";

function untoldTable(faults: readonly Fault[]): string {
  return markdownTable(
    ["fault", "cause", "diagnosis", "why no more"],
    faults.flatMap((fault) =>
      fault.untold === undefined
        ? []
        : [[nameOf(fault), `\`${fault.untold.cause}\``, `\`${fault.code}\``, fault.untold.why]],
    ),
  );
}

function asked(faults: readonly Fault[], sayings: Sayings): readonly Fault[] {
  return faults.filter((fault) => sayings[nameOf(fault)] !== undefined);
}

function sayingTable(faults: readonly Fault[], sayings: Sayings): string {
  const rows = asked(faults, sayings).map((fault) => {
    const said = sayings[nameOf(fault)] ?? {};
    const cells = clientNames.map((client) => {
      const message = said[client] ?? "";
      const mark = names(fault, message) ? "✓ " : "";
      return message === "" ? "(nothing)" : mark + codeCell(message);
    });
    return [nameOf(fault), ...cells];
  });
  return markdownTable(["fault", ...clientNames], rows);
}

function ruleTable(faults: readonly Fault[]): string {
  const causes = [...new Set(faults.map(({ code }) => code))].sort();
  return markdownTable(
    ["cause", "words"],
    causes.map((cause) => [`\`${cause}\``, codeCell(namingWords[cause].source)]),
  );
}

function scoreTable(faults: readonly Fault[], sayings: Sayings): string {
  const rows = asked(faults, sayings);
  return markdownTable(
    ["client", "names the cause", "of", "per cent"],
    columns.map((client) => {
      const named = rows.filter((fault) => names(fault, sayings[nameOf(fault)]?.[client] ?? "")).length;
      return [client, String(named), String(rows.length), String(Math.round((100 * named) / rows.length))];
    }),
  );
}
