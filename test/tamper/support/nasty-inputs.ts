import { utf8 } from "../../../src/lib/index.ts";
import { seededBytes, seededRandom } from "../../support/random.ts";
import { SOAK } from "./flipping.ts";

/** Bytes that nobody means well with, by name. */
export type Nasty = readonly [name: string, bytes: Uint8Array];

const MEGABYTE = 1_000_000;
const DEEP = 100_000;

function repeated(text: string, times: number): Uint8Array {
  return utf8(text.repeat(times));
}

/** DER sequences within each other. */
function deepDer(): Uint8Array {
  let bytes: Uint8Array = Buffer.from([5, 0]);
  for (let level = 0; level < 2000; level++) {
    const length = Buffer.alloc(3);
    length[0] = 0x82;
    length.writeUInt16BE(bytes.length, 1);
    bytes = Buffer.concat([Buffer.from([0x30]), bytes.length < 128 ? Buffer.from([bytes.length]) : length, bytes]);
  }
  return bytes;
}

/** What every reader is given, the same for all. */
export function nastyInputs(seed: number): readonly Nasty[] {
  const random = seededBytes(seededRandom(seed));
  return [
    ["nothing", new Uint8Array()],
    ...[0x00, 0x0a, 0x20, 0x22, 0x30, 0x7b, 0x80, 0xff].map((byte): Nasty => [`the byte ${byte}`, Uint8Array.of(byte)]),
    ...[2, 31, 64, 500, 5000].map((count): Nasty => [`${count} random bytes`, random(count)]),
    ["a megabyte of NUL", new Uint8Array(MEGABYTE)],
    ["a megabyte of 0xff", new Uint8Array(MEGABYTE).fill(0xff)],
    ["a line of a megabyte", repeated("a", MEGABYTE)],
    ["a megabyte of newlines", repeated("\n", MEGABYTE)],
    ["a megabyte of blank lines in text", repeated("a\n\n", MEGABYTE / 3)],
    // Beyond every limit under MERIDIAN_SOAK, beyond most without.
    ["oversized", new Uint8Array((SOAK ? 40 : 4) * MEGABYTE).fill(0x61)],
    ["UTF-8 cut in the middle", Buffer.from("harbour \u20ac").subarray(0, -1)],
    ["UTF-8 in a longer form than needed", Uint8Array.of(0xc0, 0x80, 0x0a)],
    ["half a surrogate pair", Uint8Array.of(0xed, 0xa0, 0x80, 0x0a)],
    ["a byte order mark", utf8("\ufeff{}\n")],
    ["deep JSON", utf8(`${"[".repeat(DEEP)}${"]".repeat(DEEP)}\n`)],
    ["deep JSON that does not end", repeated('{"a":', DEEP)],
    ["wide JSON", utf8(`[${"0,".repeat(DEEP)}0]\n`)],
    ["a JSON object of many names", utf8(`{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":0`).join()}}\n`)],
    ["a name twice", utf8('{"a":1,"a":2}\n')],
    ["names of the prototype", utf8('{"__proto__":{"ok":true},"constructor":null}\n')],
    ["a number of a hundred thousand digits", utf8(`${"9".repeat(DEEP)}\n`)],
    ["2^64", utf8("18446744073709551616\n")],
    ["a number beyond doubles", utf8("1e999\n")],
    ["lone surrogates in JSON", utf8('{"a":"\\ud800"}\n')],
    ["deep DER", deepDer()],
    ["DER of a length that lies", Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)],
    ["DER without an end", Uint8Array.of(0x30, 0x80)],
    ["a length of four thousand million", Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)],
  ];
}

/** A valid input cut short and lengthened. */
export function spoiled(valid: Uint8Array): readonly Nasty[] {
  const cuts = [1, Math.floor(valid.length / 3), Math.floor(valid.length / 2), valid.length - 1];
  return [
    ...cuts.map((length): Nasty => [`cut after ${length} bytes`, valid.subarray(0, length)]),
    ["with a NUL at its end", Uint8Array.from([...valid, 0])],
    ["with 0xff in its middle", valid.with(Math.floor(valid.length / 2), 0xff)],
  ];
}
