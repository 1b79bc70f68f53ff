// A reporter of node:test that writes `{ passed, failed, files }` as JSON: the counts, and the same for each file.
// A skipped or unfinished test has failed.

/** Whether an event is about a test itself, not about a group of tests. */
function isTest({ type, data }) {
  return (type === "test:pass" || type === "test:fail") && data.details?.type !== "suite";
}

export default async function* countReporter(events) {
  const all = { passed: 0, failed: 0 };
  const files = {};
  for await (const event of events) {
    if (!isTest(event)) {
      continue;
    }
    const { skip, todo, file } = event.data;
    const field =
      event.type === "test:pass" && skip === undefined && todo === undefined ? "passed" : "failed";
    const counts = (files[file] ??= { passed: 0, failed: 0 });
    all[field] += 1;
    counts[field] += 1;
  }
  yield JSON.stringify({ ...all, files });
}
