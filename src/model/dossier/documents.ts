import {
  type Checked,
  formatJson,
  type Json,
  type JsonFault,
  no,
  parseJson,
  type Shape,
  type Shaped,
  type ShapeFault,
  shape,
  textOf,
  utf8,
  yes,
} from "../../lib/index.ts";
import { digestShape, recordNameShape, segmentIdShape, timeShape } from "../scalars.ts";

export type DocumentFault = JsonFault | ShapeFault | { readonly kind: "not-utf8" | "not-canonical" };

/** The bytes of a JSON file of a dossier: canonical JSON and a newline (spec/dossier.md §Conventions). */
export function formatDocument(value: unknown): Uint8Array<ArrayBuffer> {
  return utf8(`${formatJson(value as Json)}\n`);
}

/** Reads a JSON file of a dossier. Input is untrusted; any other encoding of the same value is refused. */
export function parseDocument<Value>(bytes: Uint8Array, form: Shape<Value>): Checked<Value, DocumentFault> {
  const text = textOf(bytes);
  if (text === undefined) return no({ kind: "not-utf8" });
  const json = parseJson(text);
  if (!json.ok) return json;
  if (`${formatJson(json.value)}\n` !== text) return no({ kind: "not-canonical" });
  return form(json.value, "");
}

/** `data/statements/<index>.json`: a ledger entry with what opens its commitment. */
export const statementFileShape = shape.record({
  envelope: shape.text(128 * 1024 * 1024),
  index: shape.count,
  salt: shape.text(44),
});

/** `data/reply.json`: what the other side was asked and what it answered. */
const replyForm = shape.record({
  state: shape.word("not requested", "requested", "received"),
  requested: shape.list(shape.record({ at: timeShape, of: shape.text(400) }), 1000),
  received: shape.list(shape.record({ at: timeShape, from: shape.text(400), text: shape.text(100_000) }), 1000),
});
export type Reply = Shaped<typeof replyForm>;

/** The state that the two lists of a reply amount to. */
export function replyState(requested: readonly unknown[], received: readonly unknown[]): Reply["state"] {
  if (received.length > 0) return "received";
  return requested.length > 0 ? "requested" : "not requested";
}

/** `data/reply.json`, untrusted: its state follows from its lists (spec/dossier.md §Payload). */
export const replyShape: Shape<Reply> = (json, path) => {
  const read = replyForm(json, path);
  if (!read.ok) return read;
  const { state, requested, received } = read.value;
  if (state === replyState(requested, received)) return read;
  return no({ kind: "bad-shape", path: `${path}.state`, expected: "the state that the lists amount to" });
};

/** `data/entities.json`: who and what the records name, by timeline entry counted from 0. */
const entitiesForm = shape.record({
  withheld: shape.nullable(shape.text(1000)),
  entities: shape.list(
    shape.record({
      entity: shape.pattern(/^(?:host|user|ip|process|file|domain|session):/, "an entity"),
      entries: shape.list(shape.count, 100_000),
    }),
    100_000,
  ),
});
export type DossierEntities = Shaped<typeof entitiesForm>;

/** `data/entities.json`, untrusted: no entities where they are withheld (spec/dossier.md §Payload). */
export const entitiesShape: Shape<DossierEntities> = (json, path) => {
  const read = entitiesForm(json, path);
  if (!read.ok || read.value.withheld === null || read.value.entities.length === 0) return read;
  return no({ kind: "bad-shape", path: `${path}.entities`, expected: "no entities where they are withheld" });
};

const hashes = shape.list(shape.text(44), 64);
const place = { index: shape.count, name: recordNameShape, segment: segmentIdShape };

const contentShape: Shape<{ readonly text: string } | { readonly base64: string }> = (json, path) => {
  const text = shape.record({ text: shape.text(64 * 1024 * 1024) })(json, path);
  return text.ok ? text : shape.record({ base64: shape.text(90 * 1024 * 1024) })(json, path);
};

const OFFSET_MINUTES_MAX = 1440;
const offsetShape: Shape<number> = (json, path) =>
  typeof json === "number" && Number.isInteger(json) && Math.abs(json) <= OFFSET_MINUTES_MAX
    ? yes(json)
    : no({ kind: "bad-shape", path, expected: "minutes east of UTC" });

const shownForm = shape.record({
  ...place,
  proof: hashes,
  salt: shape.text(44),
  content: contentShape,
  origin: shape.record({ source: shape.text(4096), offset: shape.count, lines: shape.count }),
  reading: shape.record({
    format: shape.text(100),
    readAtMs: shape.count,
    utcOffsetMinutes: offsetShape,
    host: shape.nullable(shape.text(4096)),
    context: shape.list(recordNameShape, 10_000),
  }),
});
/** `reading` is the commitment to the reading of a record that is withheld or erased: its leaf cannot be computed without it. */
const withheldForm = shape.record({ ...place, proof: hashes, reading: digestShape, withheld: shape.text(200) });
const erasedForm = shape.record({ ...place, proof: hashes, reading: digestShape, erased: shape.count });

export type ShownRecord = Shaped<typeof shownForm>;
export type WithheldRecord = Shaped<typeof withheldForm>;
export type ErasedRecord = Shaped<typeof erasedForm>;
/** A line of `data/records.ndjson`. */
export type RecordLine = ShownRecord | WithheldRecord | ErasedRecord;

/** A line of `data/records.ndjson`, untrusted: shown, withheld or erased (spec/dossier.md §Payload). */
export const recordLineShape: Shape<RecordLine> = (json, path) => {
  const names = typeof json === "object" && json !== null ? json : {};
  if (Object.hasOwn(names, "withheld")) return withheldForm(json, path);
  return Object.hasOwn(names, "erased") ? erasedForm(json, path) : shownForm(json, path);
};
