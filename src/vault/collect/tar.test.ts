import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, utf8 } from "../../lib/index.ts";
import { readTar } from "./tar.ts";

const ZEROS = new Uint8Array(512);

/** The header of an empty file. `magic` is what POSIX ustar, or the GNU tar of old, has at 257. */
function header({ name, prefix = "", magic = "ustar\x0000" }: { name: string; prefix?: string; magic?: string }): Uint8Array {
  const block = new Uint8Array(512);
  const put = (at: number, text: string) => block.set(utf8(text), at);
  put(0, name);
  put(124, "00000000000\0");
  put(148, "        ");
  put(156, "0");
  put(257, magic);
  put(345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

async function read(...blocks: readonly Uint8Array[]): Promise<readonly string[]> {
  async function* once() {
    yield concat(...blocks);
  }
  const said: string[] = [];
  for await (const piece of readTar(once()))
    said.push(piece.kind === "broken" ? piece.why : piece.kind === "member" ? piece.name : "");
  return said;
}

test("a member's name is what ustar makes of prefix and name", async () => {
  assert.deepEqual(await read(header({ name: "000001", prefix: "items" }), ZEROS, ZEROS), ["items/000001"]);
  assert.deepEqual(await read(header({ name: "manifest.tsv", prefix: "../../etc" }), ZEROS, ZEROS), ["../../etc/manifest.tsv"]);
  assert.deepEqual(await read(header({ name: "items/000001" }), ZEROS, ZEROS), ["items/000001"]);
});

test("a header in which only some programs see a prefix is refused", async () => {
  const unreadable = ["a member's name or size cannot be read"];
  assert.deepEqual(await read(header({ name: "000001", prefix: "items", magic: "ustar  \0" }), ZEROS, ZEROS), unreadable);
  assert.deepEqual(await read(header({ name: "000001", prefix: "items", magic: "" }), ZEROS, ZEROS), unreadable);
  assert.deepEqual(await read(header({ name: "000001", magic: "ustar  \0" }), ZEROS, ZEROS), ["000001"]);
});

test("two blocks of zeros end an archive, one does not, and nothing follows either", async () => {
  const one = header({ name: "a" });
  const follows = "something follows a block of zeros, the end of the archive";
  assert.deepEqual(await read(one, ZEROS, ZEROS, ZEROS), ["a"]);
  assert.deepEqual(await read(one, ZEROS), ["a", "the archive breaks off"]);
  assert.deepEqual(await read(one, ZEROS, header({ name: "b" }), ZEROS, ZEROS), ["a", follows]);
  assert.deepEqual(await read(one, ZEROS, ZEROS, header({ name: "b" })), ["a", follows]);
  assert.deepEqual(await read(one, ZEROS, ZEROS, ZEROS.subarray(1)), ["a", "the archive breaks off"]);
});
