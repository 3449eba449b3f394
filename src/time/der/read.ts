import { type Checked, no, yes } from "../../lib/index.ts";
import { TAG } from "./tags.ts";

/** One DER element. `bytes` is tag, length and content as they lie there; `content` is without tag and length. */
export type DerNode = {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
  /** Empty for what is not constructed. */
  readonly children: readonly DerNode[];
};

/** `offset` counts bytes from the beginning of the input. */
export type DerFault = { readonly kind: "not-der"; readonly offset: number; readonly expected: string };

/** Bytes of one token, reply or certificate at most. */
export const DER_BYTES_MAX = 262_144;
const DEPTH_MAX = 32;
const NODES_MAX = 20_000;
/** Bytes of an INTEGER at most. Those of public keys lie in a BIT STRING and are not read here. */
const INTEGER_BYTES_MAX = 64;
const OID_BYTES_MAX = 64;

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

class Refusal {
  readonly offset: number;
  readonly expected: string;
  constructor(offset: number, expected: string) {
    this.offset = offset;
    this.expected = expected;
  }
}

/**
 * Reads exactly one DER element (X.690 §10, §11) and all within it. Input is untrusted. Refused: indefinite and non-minimal lengths,
 * bytes after the end, constructed strings, non-minimal or huge integers, booleans but 00 and FF, stray bits, tag numbers above 30.
 * The order of a SET OF is its reader's matter: see isSorted.
 */
export function parseDer(bytes: Uint8Array): Checked<DerNode, DerFault> {
  if (bytes.length > DER_BYTES_MAX) return no({ kind: "not-der", offset: 0, expected: `at most ${DER_BYTES_MAX} bytes` });
  const read = readNode({ bytes, nodes: 0 }, 0, bytes.length, 0);
  if (read instanceof Refusal) return no({ kind: "not-der", offset: read.offset, expected: read.expected });
  if (read.bytes.length !== bytes.length)
    return no({ kind: "not-der", offset: read.bytes.length, expected: "nothing after the end" });
  return yes(read);
}

type Input = { readonly bytes: Uint8Array; nodes: number };

function readNode(input: Input, start: number, end: number, depth: number): DerNode | Refusal {
  const { bytes } = input;
  input.nodes++;
  if (depth > DEPTH_MAX || input.nodes > NODES_MAX)
    return new Refusal(start, `at most ${DEPTH_MAX} levels and ${NODES_MAX} elements`);
  const tag = bytes[start];
  if (tag === undefined || start + 2 > end) return new Refusal(start, "a tag and a length");
  if ((tag & 0x1f) === 0x1f) return new Refusal(start, "a tag number of at most 30");
  const header = readLength(bytes, start + 1, end);
  if (header instanceof Refusal) return header;
  const [from, to] = [header.from, header.from + header.length];
  const content = bytes.subarray(from, to);
  const whole = { tag, bytes: bytes.subarray(start, to), content };
  if ((tag & CONSTRUCTED) === 0) {
    const wrong = wrongPrimitive(tag, content);
    return wrong === undefined ? { ...whole, children: [] } : new Refusal(start, wrong);
  }
  if (tag < CONTEXT && tag !== TAG.sequence && tag !== TAG.set) return new Refusal(start, "a string in one piece");
  const children: DerNode[] = [];
  for (let at = from; at < to; ) {
    const child = readNode(input, at, to, depth + 1);
    if (child instanceof Refusal) return child;
    children.push(child);
    at += child.bytes.length;
  }
  return { ...whole, children };
}

function readLength(bytes: Uint8Array, at: number, end: number): { readonly from: number; readonly length: number } | Refusal {
  const first = bytes[at] ?? 0x80;
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80) return new Refusal(at, "a definite length");
  if (size > 3) return new Refusal(at, "a length of at most three bytes");
  if (at + 1 + size > end) return new Refusal(at, "a whole length");
  let length = size === 0 ? first : 0;
  for (let index = 1; index <= size; index++) length = length * 256 + (bytes[at + index] ?? 0);
  const isMinimal = size === 0 || (size === 1 ? length >= 0x80 : length >= 256 ** (size - 1));
  if (!isMinimal) return new Refusal(at, "the shortest form of the length");
  const from = at + 1 + size;
  return from + length > end ? new Refusal(at, "a length within the bytes") : { from, length };
}

/** What a primitive of each type must be, by tag. */
const PRIMITIVES: ReadonlyMap<number, { readonly isGood: (content: Uint8Array) => boolean; readonly expected: string }> = new Map(
  [
    [TAG.boolean, { isGood: isBoolean, expected: "00 or FF as a boolean" }],
    [TAG.integer, { isGood: isInteger, expected: `the shortest form of an integer of at most ${INTEGER_BYTES_MAX} bytes` }],
    [TAG.enumerated, { isGood: isInteger, expected: `the shortest form of a number of at most ${INTEGER_BYTES_MAX} bytes` }],
    [TAG.bitString, { isGood: isBitString, expected: "a bit string without stray bits" }],
    [TAG.null, { isGood: (content) => content.length === 0, expected: "a null without content" }],
    [TAG.oid, { isGood: isOid, expected: "an object identifier" }],
  ],
);

/** What a primitive element should have been; undefined when it is that. */
function wrongPrimitive(tag: number, content: Uint8Array): string | undefined {
  const primitive = PRIMITIVES.get(tag);
  if (primitive !== undefined) return primitive.isGood(content) ? undefined : primitive.expected;
  return tag >= CONTEXT || STRINGS_AND_TIMES.has(tag) ? undefined : `a known type, got tag ${tag}`;
}

/** OCTET, UTF8, Numeric, Printable, Teletex and IA5 strings, UTCTime, GeneralizedTime, Visible, Universal and BMP strings. */
const STRINGS_AND_TIMES: ReadonlySet<number> = new Set([4, 12, 18, 19, 20, 22, 23, 24, 26, 28, 30]);

function isBoolean(content: Uint8Array): boolean {
  return content.length === 1 && (content[0] === 0 || content[0] === 0xff);
}

function isInteger(content: Uint8Array): boolean {
  const [first = 0, second = 0] = content;
  if (content.length === 0 || content.length > INTEGER_BYTES_MAX) return false;
  return content.length === 1 || !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
}

function isBitString(content: Uint8Array): boolean {
  const [unused = 8] = content;
  if (unused > 7 || (content.length === 1 && unused !== 0)) return false;
  return ((content.at(-1) ?? 0) & ((1 << unused) - 1)) === 0 || content.length === 1;
}

/** Each arc in its shortest form, the last one ended. */
function isOid(content: Uint8Array): boolean {
  if (content.length === 0 || content.length > OID_BYTES_MAX || (content.at(-1) ?? 0x80) >= 0x80) return false;
  return content.every((byte, at) => byte !== 0x80 || (at > 0 && (content[at - 1] ?? 0) >= 0x80));
}
