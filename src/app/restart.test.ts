import assert from "node:assert/strict";
import { test } from "node:test";
import { lineFrames, readAll, sampleReader } from "../../test/support/telemetry.ts";
import { textOf, utf8 } from "../lib/index.ts";
import { type EvidenceRecord, recordName } from "../model/index.ts";
import { resumeContext } from "./restart.ts";

const HEADER = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n";
const ROW = "1795340000.0\tC1\n";

/** A ledger whose segments are these texts, read one after the other. */
function sealed(...segments: readonly string[]): Parameters<typeof resumeContext>[0] {
  const reader = sampleReader();
  const records = segments.map((text) => readAll(reader, lineFrames(utf8(text))).flatMap((unit) => unit.records));
  const at = (id: string) => records[Number(id.slice(4)) - 1] ?? [];
  const ledger = {
    segmentCount: segments.length,
    segmentId: (ordinal: number) => `seg-${ordinal}`,
    async *segmentRecords(id: string) {
      for (const [index, record] of at(id).entries()) yield { index, name: recordName(record.commitment), record };
    },
    async findRecord(name: string) {
      for (let ordinal = records.length; ordinal > 0; ordinal--) {
        const index = at(`seg-${ordinal}`).findIndex((record: EvidenceRecord) => recordName(record.commitment) === name);
        if (index >= 0) return { segment: `seg-${ordinal}`, index };
      }
      return undefined;
    },
  };
  return ledger as unknown as Parameters<typeof resumeContext>[0];
}

const CUTS: readonly (readonly [string, readonly string[]])[] = [
  ["after a row", [HEADER + ROW]],
  ["after the header, before any row", [HEADER]],
  ["inside the header, over two segments", [HEADER.slice(0, HEADER.indexOf("#fields")), HEADER.slice(HEADER.indexOf("#fields"))]],
  ["after a line that could not be read", [`${HEADER + ROW}179534`]],
  ["after a segment with nothing but such lines", [HEADER + ROW, "179534\n", "junk\n"]],
];

for (const [name, segments] of CUTS) {
  test(`a table cut ${name} is read on by its header`, async () => {
    const context = await resumeContext(sealed(...segments), "file:sample");
    const words = context.map(({ bytes }) => textOf(bytes)?.split(/\s/)[0]);
    assert.deepEqual(words, ["#separator", "#path", "#fields", "#types"]);
  });
}

test("a source without a table has no header", async () => {
  assert.deepEqual(await resumeContext(sealed("Nov 22 12:00:01 a sshd[1]: Failed password for root\n"), "file:sample"), []);
});
