import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { type ByteSource, type ContentDescription, describeContent } from "../../src/vault/index.ts";
import { beginHash, gunzip, inflateZlib } from "../../src/vault/io/index.ts";
import { seededRandom } from "../support/random.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 50_000 : 200;
const seed = Number(process.env["MERIDIAN_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));
process.stdout.write(`# seed ${seed}\n`);

function sourceOf(bytes: Uint8Array): ByteSource {
  return { bytes: bytes.length, readAt: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Describes bytes that stream in pieces of `pieceBytes`. */
function describe(bytes: Uint8Array, pieceBytes = 65_536): Promise<ContentDescription> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  return describeContent(sourceOf(bytes), { inflateZlib, gunzip, beginHash, chunks });
}

const bytesOf = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));

const MAGIC: readonly (readonly [string, Uint8Array])[] = [
  ["octets", bytesOf("Nov 22 12:00:00 hts-jump1 sshd[1]: x\n")],
  ["octets", new Uint8Array()],
  ["zip", bytesOf("PK\u0003\u0004rest")],
  ["gzip", gzipSync("text")],
  ["zstd", zstdCompressSync("text")],
  ["sqlite", bytesOf("SQLite format 3\u0000", [16, 0])],
  ["evtx", bytesOf("ElfFile\u0000", [0, 0])],
  ["pdf", bytesOf("%PDF-1.7\n")],
  ["elf", bytesOf([0x7f], "ELF", [2, 1, 1])],
  ["pe", bytesOf("MZ", Array<number>(58).fill(0), [64, 0, 0, 0], "PE\u0000\u0000")],
  ["octets", bytesOf("MZ", Array<number>(58).fill(0), [255, 255, 255, 255], "PE\u0000\u0000")],
  ["ewf2", bytesOf("EVF2\r\n", [0x81, 0])],
];

for (const [at, [name, bytes]] of MAGIC.entries()) {
  test(`${at}: ${bytes.length} bytes are ${name} by their first bytes`, async () => {
    assert.deepEqual(await describe(bytes), { format: { name, details: {} }, unread: [], collected: null });
  });
}

/** A pcap file of packets at these seconds, each of 4 bytes. */
function pcap(seconds: readonly number[], little = true): Uint8Array {
  const bytes = new Uint8Array(24 + seconds.length * 20);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2c3d4, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, 65_535, little);
  view.setUint32(20, 1, little);
  for (const [at, second] of seconds.entries()) {
    view.setUint32(24 + at * 20, second, little);
    view.setUint32(24 + at * 20 + 4, 500_000, little);
    view.setUint32(24 + at * 20 + 8, 4, little);
    view.setUint32(24 + at * 20 + 12, 4, little);
  }
  return bytes;
}

test("a pcap file of either byte order is described, packets out of order too, and where it breaks off", async () => {
  for (const little of [true, false]) {
    const { format } = await describe(pcap([1_763_812_800, 1_763_812_900, 1_763_812_700], little));
    assert.deepEqual(format, {
      name: "pcap",
      details: {
        version: "2.4",
        "byte order": little ? "little" : "big",
        "time in": "microseconds",
        "snapshot length": "65535",
        "link type": "1 ETHERNET",
        packets: "3",
        "first packet": "2025-11-22T11:58:20.500000000Z",
        "last packet": "2025-11-22T12:01:40.500000000Z",
      },
    });
  }
  const cut = await describe(pcap([1, 2]).subarray(0, 60));
  assert.equal(cut.format.details["packets"], "1");
  assert.equal(cut.format.details["ends"], "breaks off within a packet");
});

const warcRecord = (type: string, body: string, date: string, uri = "https://harbour.example/") =>
  `WARC/1.1\r\nWARC-Type: ${type}\r\nWARC-Date: ${date}\r\nWARC-Target-URI: ${uri}\r\nContent-Length: ${body.length}\r\n\r\n${body}\r\n\r\n`;

const WARC_DETAILS = {
  version: "1.1",
  records: "3",
  types: "response 2, request 1",
  "target URIs": "3",
  "first date": "2026-11-22T12:00:00Z",
  "last date": "2026-11-22T12:00:09Z",
};

test("a WARC file is counted record by record, plain and in gzip members, however it is cut into pieces", async () => {
  const records = [
    warcRecord("response", "WARC/1.1\r\n\r\nnot a record", "2026-11-22T12:00:01Z"),
    warcRecord("request", "", "2026-11-22T12:00:00Z"),
    warcRecord("response", "x".repeat(100_000), "2026-11-22T12:00:09Z"),
  ];
  const plain = bytesOf(records.join(""));
  const members = Buffer.concat(records.map((record) => gzipSync(record)));
  for (const pieceBytes of [7, 4096, 1_000_000]) {
    const described = await describe(plain, pieceBytes);
    assert.deepEqual(described.format, { name: "warc", details: { ...WARC_DETAILS, compressed: "no" } });
    const inflated = await describe(members, pieceBytes);
    assert.deepEqual(inflated.format, { name: "warc", details: { ...WARC_DETAILS, compressed: "gzip members" } });
  }
  const cut = await describe(plain.subarray(0, plain.length - 1000));
  assert.equal(cut.format.details["ends"], "breaks off within a record");
  const damaged = await describe(members.subarray(0, members.length - 20));
  assert.equal(damaged.format.details["ends"], "breaks off: the gzip stream is damaged");
});

test("a gzip bomb that begins as a WARC is not inflated to its end", async () => {
  const bomb = gzipSync(
    bytesOf(
      warcRecord("response", "", "2026-11-22T12:00:00Z"),
      "WARC/1.1\r\nContent-Length: 900000000\r\n\r\n",
      Array<number>(0),
    ).toString("latin1") + "\0".repeat(80_000_000),
  );
  const { format } = await describe(bomb);
  assert.match(format.details["ends"] ?? "", /^counted in the first [0-9]+ bytes only$/);
});

test("what a header says cannot move a terminal's cursor or fill the ledger", async () => {
  const { format } = await describe(bytesOf(warcRecord(`\u001b[2J${"x".repeat(5000)}`, "", "2026")));
  assert.ok(Object.values(format.details).every((value) => value.length <= 1001 && !value.includes("\u001b")));
});

const SEEDS: readonly Uint8Array[] = [
  ...MAGIC.map(([, bytes]) => bytes),
  pcap([1, 2, 3]),
  bytesOf(warcRecord("response", "body", "2026-11-22T12:00:00Z")),
  gzipSync(warcRecord("response", "body", "2026-11-22T12:00:00Z")),
  bytesOf([0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0], Array<number>(8).fill(255), [28, 0, 0, 0]),
  bytesOf("EVF\u0009\r\n", [0xff, 0, 1, 1, 0, 0, 0], Array<number>(200).fill(0)),
  bytesOf(
    "manifest.tsv",
    Array<number>(112).fill(0),
    "00000000010\u0000",
    Array<number>(121).fill(0),
    "ustar\u000000",
    Array<number>(247).fill(0),
  ),
];

test("any bytes are described within bounds: nothing throws, nothing hangs", async () => {
  const random = seededRandom(seed);
  for (let run = 0; run < RUNS; run++) {
    const bytes = Uint8Array.from(SEEDS[run % SEEDS.length] as Uint8Array);
    for (let edits = Math.floor(random() * 8); edits > 0; edits--)
      if (bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const cut = random() < 0.3 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
    const { format } = await describe(cut, 1 + Math.floor(random() * 600));
    assert.ok(format.name.length > 0 && Object.keys(format.details).length < 30);
  }
});

test("any bytes at all after a known beginning are described", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SEEDS), fc.uint8Array({ maxLength: 2000 }), async (beginning, rest) => {
      const { format } = await describe(Buffer.concat([beginning.subarray(0, 16), rest]));
      assert.ok(format.name.length > 0);
    }),
    { seed, numRuns: RUNS },
  );
});
