import { type Checked, concat, no, utf8, yes } from "../../lib/index.ts";

/** One attribute of a netlink message: its type without flags, and its value. linux/netlink.h. */
export type Attribute = { readonly type: number; readonly value: Uint8Array };
/** One message: its type, its flags, and its attributes after the header of nfnetlink. */
export type NetlinkMessage = { readonly type: number; readonly flags: number; readonly body: Uint8Array };
export type NetlinkFault = { readonly kind: "bad-netlink"; readonly expected: string };

/** Types of messages: subsystem nf_tables (10) and its numbers. linux/netfilter/nf_tables.h. */
export const MESSAGE = {
  error: 2,
  done: 3,
  newSetElement: 0x0a0c,
  getSetElement: 0x0a0d,
  newGeneration: 0x0a0f,
  getGeneration: 0x0a10,
} as const;
/** NLM_F_REQUEST, NLM_F_DUMP, and NLM_F_DUMP_INTR of an answer during which the ruleset changed. */
export const FLAG = { request: 0x001, dump: 0x300, interrupted: 0x010 } as const;

const HEADER_BYTES = 16;
const FAMILY_HEADER_BYTES = 4;
const NFPROTO_INET = 1;

/** A request: numbers are in the order of a little-endian host, which is the only one that this is used on. */
function formatRequest(type: number, flags: number, attributes: readonly Attribute[]): Uint8Array {
  const body = concat(...attributes.map(formatAttribute));
  const bytes = new Uint8Array(HEADER_BYTES + FAMILY_HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  view.setUint32(8, 1, true);
  bytes[HEADER_BYTES] = NFPROTO_INET;
  bytes.set(body, HEADER_BYTES + FAMILY_HEADER_BYTES);
  return bytes;
}

/** Asks for all elements of a set of family inet: NFTA_SET_ELEM_LIST_TABLE (1) and _SET (2), each ended by a zero byte. */
export function elementsRequest(table: string, set: string): Uint8Array {
  const attributes = [table, set].map((text, index) => ({ type: index + 1, value: utf8(`${text}\0`) }));
  return formatRequest(MESSAGE.getSetElement, FLAG.request | FLAG.dump, attributes);
}

/** Asks for the number of the ruleset. */
export function generationRequest(): Uint8Array {
  return formatRequest(MESSAGE.getGeneration, FLAG.request, []);
}

function formatAttribute({ type, value }: Attribute): Uint8Array {
  const bytes = new Uint8Array((4 + value.length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 4 + value.length, true);
  view.setUint16(2, type, true);
  bytes.set(value, 4);
  return bytes;
}

/** The messages of one datagram. Input is untrusted: every length is held against what is there. */
export function readMessages(bytes: Uint8Array): Checked<readonly NetlinkMessage[], NetlinkFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: NetlinkMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + HEADER_BYTES <= bytes.length ? view.getUint32(at, true) : 0;
    if (length < HEADER_BYTES || at + length > bytes.length)
      return no({ kind: "bad-netlink", expected: `a whole message at ${at}` });
    const body = bytes.subarray(at + HEADER_BYTES, at + length);
    messages.push({ type: view.getUint16(at + 4, true), flags: view.getUint16(at + 6, true), body });
    at += (length + 3) & ~3;
  }
  return yes(messages);
}

/** The attributes of a message of nfnetlink, after its family header. */
export function messageAttributes(message: NetlinkMessage): readonly Attribute[] | undefined {
  return message.body.length < FAMILY_HEADER_BYTES ? undefined : readAttributes(message.body.subarray(FAMILY_HEADER_BYTES));
}

/** NLMSG_ERROR's number, such as -2 (ENOENT); 0 for an acknowledgement; undefined for other messages. */
export function errorOf({ type, body }: NetlinkMessage): number | undefined {
  if (type !== MESSAGE.error || body.length < 4) return undefined;
  return new DataView(body.buffer, body.byteOffset, body.byteLength).getInt32(0, true);
}

/** NLA_F_NESTED and NLA_F_NET_BYTEORDER are said of the value, not of the type. */
const TYPE_MASK = 0x3fff;

/** Attributes, one after another; undefined when a length does not fit. */
export function readAttributes(bytes: Uint8Array): readonly Attribute[] | undefined {
  const attributes: Attribute[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + 4 <= bytes.length ? (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) : 0;
    if (length < 4 || at + length > bytes.length) return undefined;
    const type = ((bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8)) & TYPE_MASK;
    attributes.push({ type, value: bytes.subarray(at + 4, at + length) });
    at += (length + 3) & ~3;
  }
  return attributes;
}

/** A number in network order of 4 or 8 bytes; undefined for another length or beyond 2^53. */
export function readNumber(value: Uint8Array | undefined): number | undefined {
  if (value === undefined || (value.length !== 4 && value.length !== 8)) return undefined;
  let number = 0;
  for (const byte of value) number = number * 256 + byte;
  return Number.isSafeInteger(number) ? number : undefined;
}
