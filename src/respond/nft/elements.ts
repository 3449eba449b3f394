import { type Checked, no, yes } from "../../lib/index.ts";
import {
  type Attribute,
  errorOf,
  FLAG,
  MESSAGE,
  messageAttributes,
  type NetlinkFault,
  type NetlinkMessage,
  readAttributes,
  readMessages,
  readNumber,
} from "./netlink.ts";

/** One element of a set as the kernel gives it. `key`: the bytes that are looked up. */
export type SetElement = {
  readonly key: Uint8Array;
  readonly expiresMs: number | null;
  readonly dropped: { readonly packets: number; readonly bytes: number } | null;
};

/** A piece of an answer. `interrupted`: the ruleset changed meanwhile, so some elements may be missing; `missing`: there is no such set. */
export type ElementsPiece = {
  readonly elements: readonly SetElement[];
  readonly interrupted: boolean;
  readonly missing: boolean;
  readonly done: boolean;
};

const ENOENT = -2;

/** Reads one datagram of the answer to elementsRequest. Input is untrusted. */
export function readElements(datagram: Uint8Array): Checked<ElementsPiece, NetlinkFault> {
  const messages = readMessages(datagram);
  if (!messages.ok) return messages;
  const elements: SetElement[] = [];
  let missing = false;
  for (const message of messages.value) {
    const error = errorOf(message);
    if (error !== undefined && error !== 0 && error !== ENOENT) return bad(`a listing, got the error ${-error}`);
    missing ||= error === ENOENT;
    if (message.type === MESSAGE.newSetElement && !addElements(message, elements)) return bad("the elements of a set");
  }
  const interrupted = messages.value.some(({ flags }) => (flags & FLAG.interrupted) !== 0);
  const done = messages.value.some(({ type }) => type === MESSAGE.done || type === MESSAGE.error);
  return yes({ elements, interrupted, missing, done });
}

function bad(expected: string): Checked<never, NetlinkFault> {
  return no({ kind: "bad-netlink", expected });
}

/** NFTA_SET_ELEM_LIST_ELEMENTS. linux/netfilter/nf_tables.h, as all numbers below. */
const LIST_ELEMENTS = 3;
const ELEMENT = { key: 1, expiration: 5, expression: 7, expressions: 11 } as const;
const DATA_VALUE = 1;
const EXPRESSION = { name: 1, data: 2 } as const;
const COUNTER = { bytes: 1, packets: 2 } as const;
const COUNTER_NAME = "counter";

function addElements(message: NetlinkMessage, elements: SetElement[]): boolean {
  const list = nested(messageAttributes(message), LIST_ELEMENTS);
  for (const { value } of list ?? []) {
    const element = readElement(readAttributes(value));
    if (element === undefined) return false;
    elements.push(element);
  }
  return list !== undefined;
}

function readElement(attributes: readonly Attribute[] | undefined): SetElement | undefined {
  const key = find(nested(attributes, ELEMENT.key), DATA_VALUE);
  if (attributes === undefined || key === undefined) return undefined;
  const expires = find(attributes, ELEMENT.expiration);
  const expiresMs = expires === undefined ? null : readNumber(expires);
  return expiresMs === undefined ? undefined : { key, expiresMs, dropped: readCounter(attributes) };
}

function readCounter(attributes: readonly Attribute[]): SetElement["dropped"] {
  const expression =
    nested(attributes, ELEMENT.expression) ?? readAttributes(nested(attributes, ELEMENT.expressions)?.[0]?.value ?? NOTHING);
  const name = find(expression, EXPRESSION.name);
  if (name === undefined || !isName(name, COUNTER_NAME)) return null;
  const data = nested(expression, EXPRESSION.data);
  const packets = readNumber(find(data, COUNTER.packets));
  const bytes = readNumber(find(data, COUNTER.bytes));
  return packets === undefined || bytes === undefined ? null : { packets, bytes };
}

const NOTHING = new Uint8Array();

function isName(value: Uint8Array, name: string): boolean {
  return value.length === name.length + 1 && value.every((byte, index) => byte === (name.charCodeAt(index) || 0));
}

function find(attributes: readonly Attribute[] | undefined, type: number): Uint8Array | undefined {
  return attributes?.find((attribute) => attribute.type === type)?.value;
}

function nested(attributes: readonly Attribute[] | undefined, type: number): readonly Attribute[] | undefined {
  const value = find(attributes, type);
  return value === undefined ? undefined : readAttributes(value);
}

/** NFTA_GEN_ID (1) of the answer to generationRequest; undefined when it is none. */
export function readGeneration(datagram: Uint8Array): number | undefined {
  const messages = readMessages(datagram);
  const [message] = messages.ok ? messages.value : [];
  return message?.type === MESSAGE.newGeneration ? readNumber(find(messageAttributes(message), 1)) : undefined;
}
