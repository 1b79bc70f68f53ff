// A reporter of node:test that writes `{ passed, failed }` as JSON. A skipped or unfinished test has failed.

/** Whether an event is about a test itself, not about a group of tests. */
function isTest({ type, data }) {
  return (type === "test:pass" || type === "test:fail") && data.details?.type !== "suite";
}

export default async function* countReporter(events) {
  let passed = 0;
  let failed = 0;
  for await (const event of events) {
    if (!isTest(event)) {
      continue;
    }
    const { skip, todo } = event.data;
    if (event.type === "test:pass" && skip === undefined && todo === undefined) {
      passed += 1;
    } else {
      failed += 1;
    }
  }
  yield JSON.stringify({ passed, failed });
}
