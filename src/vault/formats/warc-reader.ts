import { concat, parseCount } from "../../lib/index.ts";
import { asciiOf } from "./window.ts";

/** What was seen of a WARC file so far. Dates are the file's own, compared as text: they are ISO 8601 in UTC. */
type WarcSeen = {
  readonly records: number;
  readonly version: string;
  readonly types: ReadonlyMap<string, number>;
  /** Records that name a target URI. */
  readonly uris: number;
  readonly firstDate: string | undefined;
  readonly lastDate: string | undefined;
};

/** Reads a WARC file piece by piece within bounded memory. */
export type WarcReader = {
  /** Takes the next bytes; false when what came is not WARC, and nothing more will be read. */
  readonly push: (chunk: Uint8Array) => boolean;
  readonly seen: () => WarcSeen;
  /** How the file ended; undefined when it ended as it should. */
  readonly ends: () => string | undefined;
};

const HEADER_BYTES_MAX = 65_536;
const TYPES_MAX = 20;
/** After a record's block: two line ends (ISO 28500:2017 §4). */
const TRAILER_BYTES = 4;
const VERSION = /^WARC\/[0-9]\.[0-9]$/;
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z)?)?)?$/;

type State = {
  header: Uint8Array;
  /** Bytes of the present record's block and trailer that are still to come. */
  skip: number;
  broken: string | undefined;
  records: number;
  version: string;
  uris: number;
  firstDate: string | undefined;
  lastDate: string | undefined;
  readonly types: Map<string, number>;
};

/** Begins to read a WARC file. Total on any input. */
export function createWarcReader(): WarcReader {
  const state: State = {
    header: new Uint8Array(),
    skip: 0,
    broken: undefined,
    records: 0,
    version: "",
    uris: 0,
    firstDate: undefined,
    lastDate: undefined,
    types: new Map(),
  };
  return {
    push: (chunk) => push(state, chunk),
    seen: () => ({ ...state }),
    ends: () =>
      state.broken ?? (state.skip > TRAILER_BYTES || state.header.length > 0 ? "breaks off within a record" : undefined),
  };
}

function push(state: State, chunk: Uint8Array): boolean {
  for (let at = 0; at < chunk.length && state.broken === undefined; ) {
    if (state.skip > 0) {
      const skipped = Math.min(state.skip, chunk.length - at);
      state.skip -= skipped;
      at += skipped;
      continue;
    }
    const before = state.header.length;
    const grown = concat(state.header, chunk.subarray(at, at + HEADER_BYTES_MAX));
    const end = endOfHeader(grown, before);
    if (end === -1) {
      state.header = grown;
      at += HEADER_BYTES_MAX;
      if (grown.length > HEADER_BYTES_MAX) state.broken = `breaks off: a header of more than ${HEADER_BYTES_MAX} bytes`;
      else if (!couldBegin(grown)) state.broken = "breaks off: not a record";
    } else {
      at += end - before;
      readHeader(state, grown.subarray(0, end));
      state.header = new Uint8Array();
    }
  }
  return state.broken === undefined;
}

/** Where the header's blank line ends; looks again only at the last bytes of what it has seen before. */
function endOfHeader(bytes: Uint8Array, seen: number): number {
  for (let at = Math.max(0, seen - 3); at + 3 < bytes.length; at++)
    if (bytes[at] === 13 && bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
  return -1;
}

function couldBegin(bytes: Uint8Array): boolean {
  return [..."WARC/"].every((mark, at) => at >= bytes.length || bytes[at] === mark.charCodeAt(0));
}

function readHeader(state: State, bytes: Uint8Array): void {
  const [first = "", ...lines] = asciiOf(bytes).split("\r\n");
  const fields = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const length = parseCount(fields.get("content-length") ?? "");
  if (!VERSION.test(first) || !length.ok) {
    state.broken = `breaks off: record ${state.records + 1} has no version or length`;
    return;
  }
  state.skip = length.value + TRAILER_BYTES;
  state.records++;
  if (state.version === "") state.version = first.slice("WARC/".length);
  if (fields.has("warc-target-uri")) state.uris++;
  tallyType(state.types, fields.get("warc-type") ?? "without type");
  const date = fields.get("warc-date") ?? "";
  if (!DATE.test(date)) return;
  if (state.firstDate === undefined || date < state.firstDate) state.firstDate = date;
  if (state.lastDate === undefined || date > state.lastDate) state.lastDate = date;
}

function tallyType(types: Map<string, number>, type: string): void {
  const name = types.has(type) || types.size < TYPES_MAX ? type.slice(0, 100) : "others";
  types.set(name, (types.get(name) ?? 0) + 1);
}
