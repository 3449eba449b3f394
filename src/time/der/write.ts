import { assert, concat } from "../../lib/index.ts";
import { TAG } from "./tags.ts";

/** One DER element: `content` under `tag`, below 16 MiB. */
export function element(tag: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = concat(...content);
  return concat(Uint8Array.of(tag), lengthOf(body.length), body);
}

function lengthOf(length: number): Uint8Array {
  assert(length < 2 ** 24, "an element has less than 16 MiB");
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x10000) return Uint8Array.of(0x82, length >> 8, length & 0xff);
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

/** A SEQUENCE of elements. */
export function sequence(...elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return element(TAG.sequence, ...elements);
}

/** The content of a non-negative INTEGER, shortest form, of big-endian bytes. */
export function integerContent(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Uint8Array.of(0) : magnitude.subarray(first);
  return (digits[0] as number) >= 0x80 ? concat(Uint8Array.of(0), digits) : digits;
}

/** An OBJECT IDENTIFIER of dotted decimal that isOidText accepts. */
export function oid(dotted: string): Uint8Array<ArrayBuffer> {
  const [root = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(TAG.oid, Uint8Array.from([root * 40 + second, ...rest].flatMap(arcBytes)));
}

function arcBytes(arc: number): number[] {
  const bytes = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) bytes.unshift((left % 128) | 0x80);
  return bytes;
}

const OID_TEXT = /^(?:[01]\.[0-3]?[0-9]|2\.(?:0|[1-9][0-9]{0,8}))(?:\.(?:0|[1-9][0-9]{0,14})){1,16}$/;

/** True for an object identifier in dotted decimal such as 1.3.6.1.4.1.32473.1.1. */
export function isOidText(text: string): boolean {
  return OID_TEXT.test(text);
}
