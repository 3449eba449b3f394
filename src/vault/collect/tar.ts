import { textOf } from "../../lib/index.ts";

/** What a tar archive is made of, in order: a member's header, then pieces of its bytes. POSIX.1-1988 ustar, as GNU tar and BusyBox write it. */
export type TarPiece =
  | { readonly kind: "member"; readonly name: string; readonly type: string; readonly bytes: number }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "broken"; readonly why: string };

const BLOCK_BYTES = 512;
/** Octal digits of a size: 8 GiB − 1. */
const SIZE = /^[0-7]{1,11}[ \0]?$/;

/** Reads a tar archive as it streams by. Input is untrusted: bounded memory, total, ends with `broken` where it cannot go on. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarPiece> {
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  let content = 0;
  let padding = 0;
  let ends = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (content > 0) {
        const piece = chunk.subarray(at, at + content);
        content -= piece.length;
        at += piece.length;
        yield { kind: "bytes", bytes: piece };
        continue;
      }
      if (padding > 0) {
        const skipped = Math.min(padding, chunk.length - at);
        padding -= skipped;
        at += skipped;
        continue;
      }
      const part = chunk.subarray(at, at + BLOCK_BYTES - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < BLOCK_BYTES) continue;
      filled = 0;
      const header = readBlock(block, ends);
      block = new Uint8Array(BLOCK_BYTES);
      if (header === "end") {
        ends++;
        continue;
      }
      yield header;
      if (header.kind === "broken") return;
      content = header.bytes;
      padding = (BLOCK_BYTES - (header.bytes % BLOCK_BYTES)) % BLOCK_BYTES;
    }
  }
  if (ends < 2 || filled > 0) yield { kind: "broken", why: "the archive breaks off" };
}

type Header = Exclude<TarPiece, { readonly kind: "bytes" }> | "end";

/** A block where a header is due, after `ends` blocks of zeros: two end the archive, and some programs read on after them. */
function readBlock(block: Uint8Array, ends: number): Header {
  if (block.every((byte) => byte === 0)) return "end";
  if (ends > 0) return { kind: "broken", why: "something follows a block of zeros, the end of the archive" };
  return readHeader(block);
}

function readHeader(block: Uint8Array): Header {
  const checksum = fieldOf(block, 148, 8)?.trim() ?? "";
  if (!/^[0-7]{1,8}$/.test(checksum) || Number.parseInt(checksum, 8) !== sumOf(block))
    return { kind: "broken", why: "a member's header has a wrong checksum" };
  const name = nameOf(block);
  const size = fieldOf(block, 124, 12);
  if (name === undefined || size === undefined || !SIZE.test(size))
    return { kind: "broken", why: "a member's name or size cannot be read" };
  return { kind: "member", name, type: String.fromCharCode(block[156] ?? 0), bytes: Number.parseInt(size, 8) };
}

/** A member's name with its prefix, as ustar puts them together; undefined when programs may differ about it. */
function nameOf(block: Uint8Array): string | undefined {
  const name = fieldOf(block, 0, 100);
  if (block.subarray(345, BLOCK_BYTES).every((byte) => byte === 0)) return name;
  // GNU tar and old tars have other things there, or nothing; some programs take them for a prefix and some do not.
  if (textOf(block.subarray(257, 263)) !== "ustar\0") return undefined;
  const prefix = fieldOf(block, 345, 155);
  if (name === undefined || prefix === undefined) return undefined;
  return prefix === "" ? name : `${prefix}/${name}`;
}

function fieldOf(block: Uint8Array, at: number, length: number): string | undefined {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return textOf(end === -1 ? field : field.subarray(0, end));
}

/** The header's bytes added up, its checksum taken as spaces. */
function sumOf(block: Uint8Array): number {
  let sum = 0;
  for (const [at, byte] of block.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  return sum;
}
