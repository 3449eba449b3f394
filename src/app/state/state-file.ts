import { sha256 } from "../../ledger/io/index.ts";
import {
  type Checked,
  concat,
  equalBytes,
  formatJson,
  no,
  parseHex,
  parseJson,
  shape,
  textOf,
  toHex,
  utf8,
  yes,
} from "../../lib/index.ts";
import type { RecordName } from "../../model/index.ts";

/** Where a record is sealed: the ordinal of its segment and its index in it. */
export type SealedPlace = { readonly ordinal: number; readonly index: number };

/** What correlations had counted when the first `segments` segments of a ledger had been looked at. */
export type KeptState = {
  /** The ledger's origin line. */
  readonly origin: string;
  /** The matcher and its version. */
  readonly engine: string;
  /** The digest of the rule set. */
  readonly rules: string;
  readonly segments: number;
  /** An entry that the ledger had then, behind the statement on the last of these segments. */
  readonly entry: { readonly index: number; readonly name: string };
  /** Where the records are that detections may still cite. */
  readonly places: ReadonlyMap<RecordName, SealedPlace>;
  /** What `Detector.snapshot` gave. */
  readonly body: Uint8Array;
};

/** Larger files are neither written nor read. */
export const STATE_BYTES_MAX: number = 256 * 1024 * 1024;

const MAGIC = utf8("meridian correlation state 1\n");
const DIGEST_BYTES = 32;
const NAME_BYTES = 32;
const PLACE_BYTES = NAME_BYTES + 8;
const LINE_FEED = 0x0a;

const headShape = shape.record({
  engine: shape.text(100),
  entry: shape.record({ index: shape.count, name: shape.text(64) }),
  origin: shape.text(1000),
  places: shape.count,
  rules: shape.text(64),
  segments: shape.count,
});

/**
 * The state as bytes: the magic line; a line of canonical JSON that says of what it is; for each record its name in 32 bytes and the ordinal and index as
 * 32 bits each, big-endian; what the detector gave; and SHA-256 of all that.
 */
export function formatState({ places, body, ...state }: KeptState): Uint8Array {
  const { engine, entry, origin, rules, segments } = state;
  const head = utf8(`${formatJson({ engine, entry, origin, places: places.size, rules, segments })}\n`);
  const table = new Uint8Array(places.size * PLACE_BYTES);
  const view = new DataView(table.buffer);
  let at = 0;
  for (const [name, { ordinal, index }] of places) {
    const bytes = parseHex(name);
    if (bytes.ok) table.set(bytes.value, at);
    view.setUint32(at + NAME_BYTES, ordinal);
    view.setUint32(at + NAME_BYTES + 4, index);
    at += PLACE_BYTES;
  }
  const whole = concat(MAGIC, head, table, body);
  return concat(whole, sha256(whole));
}

/** Reads what `formatState` gave. Bytes are not trusted: anything else is a no. */
export function parseState(bytes: Uint8Array): Checked<KeptState, { readonly kind: "damaged" | "other-version" }> {
  if (!equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) return no({ kind: isOurs(bytes) ? "other-version" : "damaged" });
  const whole = bytes.subarray(0, Math.max(0, bytes.length - DIGEST_BYTES));
  if (!equalBytes(sha256(whole), bytes.subarray(whole.length))) return no({ kind: "damaged" });
  const end = whole.indexOf(LINE_FEED, MAGIC.length);
  const json = parseJson(textOf(whole.subarray(MAGIC.length, Math.max(MAGIC.length, end))) ?? "");
  const head = json.ok ? headShape(json.value, "state") : json;
  if (!head.ok) return no({ kind: "damaged" });
  const from = end + 1;
  const to = from + head.value.places * PLACE_BYTES;
  if (to > whole.length) return no({ kind: "damaged" });
  return yes({ ...head.value, places: placesIn(whole.subarray(from, to)), body: whole.subarray(to) });
}

function isOurs(bytes: Uint8Array): boolean {
  return (textOf(bytes.subarray(0, MAGIC.length)) ?? "").startsWith("meridian correlation state ");
}

function placesIn(table: Uint8Array): ReadonlyMap<RecordName, SealedPlace> {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const places = new Map<RecordName, SealedPlace>();
  for (let at = 0; at < table.length; at += PLACE_BYTES) {
    const name = toHex(table.subarray(at, at + NAME_BYTES)) as RecordName;
    places.set(name, { ordinal: view.getUint32(at + NAME_BYTES), index: view.getUint32(at + NAME_BYTES + 4) });
  }
  return places;
}
