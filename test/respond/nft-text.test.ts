import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress, formatNetwork } from "../../src/lib/index.ts";
import { createAcquainted } from "../../src/respond/nft/acquainted.ts";
import { batchLine, type Change, keyOf } from "../../src/respond/nft/batch.ts";
import { readComplaint } from "../../src/respond/nft/complaint.ts";
import { readElements, readGeneration } from "../../src/respond/nft/elements.ts";
import { readListing } from "../../src/respond/nft/listing.ts";
import { elementsRequest, readMessages } from "../../src/respond/nft/netlink.ts";
import { createRunDown } from "../../src/respond/nft/run-down.ts";
import { blockSetOf, nameOfSet, placeOf } from "../../src/respond/nft/sets.ts";
import { readShape } from "../../src/respond/nft/shape.ts";

const HOST = "harbour-1";
const anyBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyNetwork = fc.oneof(
  fc.record({ base: anyBytes(4), bits: fc.integer({ min: 8, max: 32 }) }),
  fc.record({
    base: anyBytes(16).map((base) => Uint8Array.from(base, (byte, index) => (index === 0 ? 0x20 : byte))),
    bits: fc.integer({ min: 16, max: 128 }),
  }),
);
const anyTarget = anyNetwork.map((network) =>
  network.bits === network.base.length * 8
    ? ({ kind: "address", value: formatAddress(network.base) } as const)
    : ({ kind: "prefix", value: formatNetwork(network) } as const),
);

const anyChanges = fc
  .array(
    fc.record({ target: anyTarget, timeoutMs: fc.option(fc.integer({ min: 1, max: 2_592_000_000 })), fresh: fc.boolean() }),
    { maxLength: 40 },
  )
  .map((list) => {
    const changes = new Map<string, Change>();
    for (const { target, timeoutMs, fresh } of list) {
      const place = placeOf("block", target, HOST);
      assert(typeof place !== "string");
      changes.set(keyOf(place), { ...place, timeoutMs, fresh });
    }
    return [...changes.values()];
  });

/** What a line leaves behind, by a reader of nft's grammar that knows nothing of how the line was made. */
function carryOut(line: string, held: Map<string, string | null>): void {
  for (const statement of line.split("; ")) {
    const element = /^(add|delete) element inet meridian (b[46](?:_\d+)?) \{ (.*) \}$/.exec(statement);
    if (element === null) continue;
    for (const one of (element[3] ?? "").split(", ")) {
      const parts = /^([0-9a-f.:]+)(?: timeout (\d+)ms(?: expires \2ms)?)?$/.exec(one);
      assert(parts !== null, one);
      const key: string = `${element[2]} ${parts[1]}`;
      if (element[1] === "delete") assert(held.delete(key), `deletes ${key}, which is not there`);
      else if (!held.has(key) || one.includes("expires")) held.set(key, parts[2] ?? null);
    }
  }
}

test("a line holds exactly what its changes say, on kernels new and old, whatever was held before", () => {
  fc.assert(
    fc.property(
      anyChanges,
      fc.constantFrom("in-place" as const, "replace" as const),
      fc.func(fc.boolean()),
      (changes, extending, wasHeld) => {
        const setting = { table: "meridian", prefixes: [], management: [], extending };
        const held = new Map<string, string | null>();
        for (const change of changes) if (!change.fresh && wasHeld(keyOf(change))) held.set(keyOf(change), "5");
        const line = batchLine(changes, setting);
        carryOut(line, held);
        const wanted = changes.flatMap((change) => (change.timeoutMs === null ? [] : [`${keyOf(change)} ${change.timeoutMs}`]));
        assert.deepEqual([...held].map(([key, ms]) => `${key} ${ms}`).sort(), wanted.sort());
        assert.match(line, /^[a-z0-9 _@&{}.,:;=-]*$/, "nothing that nft would ask the DNS or a shell about");
        for (const { block } of changes) {
          if (block !== null && block.bits !== null) assert(line.includes(`add set inet meridian ${nameOfSet(block)} {`));
        }
      },
    ),
  );
});

test("every set name is read back, and every other name is not ours", () => {
  fc.assert(
    fc.property(anyTarget, (target) => {
      const place = placeOf("block", target, HOST);
      assert(typeof place !== "string");
      assert.deepEqual(blockSetOf(place.set), place.block);
    }),
  );
  for (const name of ["b5", "b4_7", "b4_32", "b4_024", "b6_15", "b6_128", "b4_", "b44", " b4", "b4\n"])
    assert.equal(blockSetOf(name), undefined);
});

test("what cannot be blocked has a sentence instead of a place", () => {
  const places = [
    placeOf("block", { kind: "prefix", value: "0.0.0.0/0" }, HOST),
    placeOf("block", { kind: "prefix", value: "10.0.0.0/7" }, HOST),
    placeOf("block", { kind: "prefix", value: "2001::/15" }, HOST),
    placeOf("block", { kind: "address", value: "harbour.example" }, HOST),
    placeOf("block", { kind: "address", value: "10.0.0.1 }; flush ruleset" }, HOST),
    placeOf("block", { kind: "host", value: HOST }, HOST),
    placeOf("quarantine", { kind: "host", value: "harbour-2" }, HOST),
    placeOf("notify", { kind: "host", value: HOST }, HOST),
  ];
  for (const place of places) assert.equal(typeof place, "string");
});

const SETTING = { atMs: 1_000_000, host: HOST, table: "meridian" };

/** As nft 1.0.6 prints a set. */
function listing(name: string, elements: readonly string[], table = "meridian"): string {
  const metainfo = '{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}}';
  const elem = elements.length === 0 ? "" : `"elem": [${elements.join(", ")}], `;
  const head = `"family": "inet", "name": "${name}", "table": "${table}", "type": "ipv4_addr", "handle": 1, "size": 500000, "flags": ["timeout"]`;
  return `{"nftables": [${metainfo}, {"set": {${head}, ${elem}"stmt": [{"counter": null}]}}]}\n`;
}

const element = (val: string, expires: number, packets = 0) =>
  `{"elem": {"val": "${val}", "timeout": 3600, "expires": ${expires}, "counter": {"packets": ${packets}, "bytes": ${packets * 60}}}}`;

function readWhole(text: string, sizes: readonly number[] = []) {
  const reader = readListing(SETTING);
  let at = 0;
  for (const size of sizes) reader.push(text.slice(at, (at += size)));
  reader.push(text.slice(at));
  return reader.end();
}

test("a listing is the same however it is cut into pieces", () => {
  const text =
    listing("b4", [element("203.0.113.7", 59, 3), '"203.0.113.8"']) +
    listing("b4_24", [element("198.51.100.0", 10)]) +
    listing("b4", [element("192.0.2.1", 5)], "other") +
    listing("quarantine", [
      '{"elem": {"val": "ipv4", "timeout": 2, "expires": 1}}',
      '{"elem": {"val": "ipv6", "timeout": 2, "expires": 1}}',
    ]);
  const wanted = [
    {
      measure: "block",
      target: { kind: "address", value: "203.0.113.7" },
      expiresAtMs: 1_059_000,
      dropped: { packets: 3, bytes: 180 },
    },
    { measure: "block", target: { kind: "address", value: "203.0.113.8" }, expiresAtMs: null, dropped: null },
    {
      measure: "block",
      target: { kind: "prefix", value: "198.51.100.0/24" },
      expiresAtMs: 1_010_000,
      dropped: { packets: 0, bytes: 0 },
    },
    { measure: "quarantine", target: { kind: "host", value: HOST }, expiresAtMs: 1_001_000, dropped: null },
  ];
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 30 }), (sizes) => {
      assert.deepEqual(readWhole(text, sizes), { ok: true, value: wanted });
    }),
  );
});

test("no text makes the reader of listings throw, and a damaged listing holds nothing that it did not say", () => {
  const text = listing("b4", [element("203.0.113.7", 59), element("203.0.113.9", 59)]);
  fc.assert(
    fc.property(
      fc.nat(text.length),
      fc.nat(20),
      fc.string({ maxLength: 8, unit: fc.constantFrom(...'{}[]",: \\e0') }),
      (at, cut, put) => {
        const read = readWhole(text.slice(0, at) + put + text.slice(at + cut));
        if (read.ok) for (const { target } of read.value) assert.equal(placeOf("block", target, HOST) instanceof Object, true);
      },
    ),
  );
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (any) => void readWhole(any)));
  assert.equal(readWhole(text.slice(0, -4)).ok, false);
  assert.equal(readWhole('{"a":['.repeat(40)).ok, false);
  assert.equal(readWhole(listing("b4", [`{"elem": {"val": "${"1".repeat(5_000)}"}}`])).ok, false);
});

test("netlink answers of any bytes are read or refused, and never throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void [readElements(bytes), readGeneration(bytes)]));
});

/** An answer of the kernel of Linux 6.18 to elementsRequest: one element of b4, 9.9.9.9, with its counter at 7 packets. */
function answer(): Uint8Array {
  const u16 = (value: number) => [value & 255, value >> 8];
  const attribute = (type: number, value: readonly number[]): number[] => {
    const pad = new Array<number>((4 - (value.length % 4)) % 4).fill(0);
    return [...u16(4 + value.length), ...u16(type), ...value, ...pad];
  };
  const be64 = (value: number) => [0, 0, 0, 0, value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
  const counter = [...attribute(1, be64(420)), ...attribute(2, be64(7))];
  const expression = [...attribute(1, [...Buffer.from("counter\0")]), ...attribute(0x8002, counter)];
  const key = attribute(0x8001, attribute(1, [9, 9, 9, 9]));
  const one = [...key, ...attribute(4, be64(3_600_000)), ...attribute(5, be64(3_599_996)), ...attribute(0x8007, expression)];
  const body = [
    1,
    0,
    0,
    0,
    ...attribute(1, [...Buffer.from("meridian\0")]),
    ...attribute(2, [98, 52, 0]),
    ...attribute(0x8003, attribute(0x8001, one)),
  ];
  return Uint8Array.from([...u16(16 + body.length), 0, 0, ...u16(0x0a0c), 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, ...body]);
}

test("an element of the kernel is read with its end and its counter, and one changed byte never throws", () => {
  const read = readElements(answer());
  const elements = [{ key: Uint8Array.of(9, 9, 9, 9), expiresMs: 3_599_996, dropped: { packets: 7, bytes: 420 } }];
  assert(read.ok);
  assert.deepEqual({ ...read.value.elements[0], key: Uint8Array.from(read.value.elements[0]?.key ?? []) }, elements[0]);
  const whole = answer();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
      const changed = Uint8Array.from(whole);
      changed[at] = byte;
      readElements(changed.subarray(0, length));
    }),
  );
  assert.equal(readMessages(elementsRequest("meridian", "b4")).ok, true);
});

test("the shape of our own table is known, and hostile listings are refused", () => {
  const none = '{"nftables": []}';
  assert.deepEqual(readShape("meridian", none, none), { ok: true, value: { present: new Set(), prefixes: [], whole: false } });
  const set = (more: string) => `{"nftables": [{"set": {"family": "inet", "table": "meridian", ${more}}}]}`;
  const ours = readShape("meridian", set('"name": "b4_24", "type": "ipv4_addr", "flags": ["timeout"]'), none);
  assert.deepEqual(ours.ok && ours.value.prefixes, [{ family: 4, bits: 24 }]);
  for (const more of [
    '"name": {"a": 1}',
    '"name": "b4", "type": "ipv6_addr", "flags": ["timeout"]',
    '"name": "b4", "type": "ipv4_addr"',
    '"name": 4',
  ]) {
    assert.equal(readShape("meridian", set(more), none).ok, false);
  }
  fc.assert(fc.property(fc.json(), fc.json(), (sets, chains) => void readShape("meridian", sets, chains)));
});

test("complaints are read for what they are about", () => {
  assert.equal(readComplaint("\n"), undefined);
  assert.equal(readComplaint("Error: Could not process rule: No such file or directory\nadd element\n")?.kind, "missing");
  assert.equal(readComplaint("Error: Could not process rule: Too many open files in system\n")?.kind, "full");
  assert.deepEqual(readComplaint("netlink: Error: cache initialization failed: Operation not permitted"), {
    kind: "other",
    reason: "cache initialization failed: Operation not permitted",
  });
  fc.assert(fc.property(fc.string(), (text) => (readComplaint(text)?.reason.length ?? 0) <= 300));
});

test("the same order never runs longer than when it was first asked for, whatever the clock says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 86_400_000 }),
      fc.nat(86_400_000),
      fc.integer({ min: -1e9, max: 1e9 }),
      (ms, laterMs, stepMs) => {
        const runDown = createRunDown();
        const expiresAtMs = 1_000_000_000_000 + ms;
        const first = runDown.remaining("b4 9.9.9.9", expiresAtMs, { wallMs: 1_000_000_000_000, steadyMs: 0 });
        assert.equal(first, ms);
        runDown.remember("b4 9.9.9.9", expiresAtMs, ms);
        const again = runDown.remaining("b4 9.9.9.9", expiresAtMs, {
          wallMs: 1_000_000_000_000 + laterMs + stepMs,
          steadyMs: laterMs,
        });
        if (typeof again === "number") assert(again <= ms - laterMs);
      },
    ),
  );
});

test("an element is fresh only when it certainly is not there", () => {
  const acquainted = createAcquainted(3);
  assert.equal(acquainted.isFresh("a"), false);
  acquainted.startEmpty();
  assert.equal(acquainted.isFresh("a"), true);
  acquainted.meet("a");
  assert.equal(acquainted.isFresh("a"), false);
  const end = acquainted.startListing();
  acquainted.meet("b");
  end(new Set(["c"]));
  assert.deepEqual(
    ["a", "b", "c", "d"].map((key) => acquainted.isFresh(key)),
    [true, false, false, true].map((fresh) => fresh),
  );
  acquainted.meet("d");
  acquainted.meet("e");
  assert.equal(acquainted.isFresh("f"), false, "too many to remember");
});
