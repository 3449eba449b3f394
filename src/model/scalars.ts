import { no, parseIsoTime, type Shape, shape, yes } from "../lib/index.ts";
import type { Accounting } from "./accounting.ts";
import { LEVELS, type Level } from "./detection.ts";
import type { CaseId, Digest, EntryName, ExhibitId, RecordName, SegmentId } from "./names.ts";

const HEX_32 = /^[0-9a-f]{64}$/;

export const recordNameShape = shape.pattern(HEX_32, "64 lower-case hexadecimal digits") as Shape<RecordName>;
export const entryNameShape = shape.pattern(HEX_32, "64 lower-case hexadecimal digits") as Shape<EntryName>;
export const digestShape = shape.pattern(HEX_32, "64 lower-case hexadecimal digits") as Shape<Digest>;
export const segmentIdShape = shape.pattern(/^seg-[0-9]{6,15}$/, "seg- and at least six digits") as Shape<SegmentId>;
export const caseIdShape = shape.pattern(/^case-[0-9a-f]{12}$/, "case- and 12 hexadecimal digits") as Shape<CaseId>;
export const exhibitIdShape = shape.pattern(/^ex-[0-9a-f]{16}$/, "ex- and 16 hexadecimal digits") as Shape<ExhibitId>;
export const sha512Shape = shape.pattern(/^[0-9a-f]{128}$/, "128 lower-case hexadecimal digits");
/** ISO 8601, UTC, milliseconds; a time that the calendar has. */
export const timeShape: Shape<string> = (json, path) =>
  typeof json === "string" && parseIsoTime(json) !== undefined
    ? yes(json)
    : no({ kind: "bad-shape", path, expected: "a time such as 2026-11-22T12:00:00.000Z" });
/** Both ends inclusive. */
export const spanShape: Shape<{ readonly from: string; readonly to: string }> = shape.record({ from: timeShape, to: timeShape });
export const levelShape: Shape<Level> = shape.word(...LEVELS);
export const accountingShape: Shape<Accounting> = shape.record({
  linesIn: shape.count,
  evaluated: shape.count,
  rejected: shape.count,
  dropped: shape.count,
});
