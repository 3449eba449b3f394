import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";

/** Node's own report, then one line that a person and a script can read alike: "N passed, N failed, N skipped". */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let last = "the runner gave no summary";
  async function* watched(): AsyncGenerator<TestEvent> {
    for await (const event of events) {
      if (event.type === "test:summary" && event.data.file === undefined) last = summary(event.data.counts);
      yield event;
    }
  }
  for await (const text of Readable.from(watched(), { objectMode: true }).pipe(new spec())) yield String(text);
  yield `\n${last}\n`;
}

function summary(counts: {
  passed: number;
  failed?: number;
  cancelled: number;
  skipped: number;
  tests: number;
  todo: number;
}): string {
  const failed = counts.tests - counts.passed - counts.skipped - counts.todo;
  return `${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`;
}
