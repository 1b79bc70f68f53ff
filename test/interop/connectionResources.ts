import assert from "node:assert/strict";

/** Sockets and timers that keep the program alive, counted by kind. */
function resources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** What closes a socket is told in the next turns of the event loop. */
async function settled(isWanted: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 5_000;
  while (!isWanted() && performance.now() < deadlineMs) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function open({ TCPSocketWrap = 0, TCPWrap = 0, Timeout = 0 }: Readonly<Record<string, number>>): object {
  return { TCPSocketWrap, TCPWrap, Timeout };
}

/** Makes sure that what runs leaves no socket and no timer behind. */
export async function leavesNothing(run: () => Promise<void>): Promise<void> {
  const expected = open(resources());
  await run();
  await settled(() => JSON.stringify(open(resources())) === JSON.stringify(expected));
  assert.deepEqual(open(resources()), expected);
}
