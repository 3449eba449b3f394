import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress, formatNetwork, isWithin, parseNetwork } from "../../lib/index.ts";
import type { Hold } from "../action-lives.ts";
import type { Target } from "../statements/action.ts";
import { indexHolds } from "./held-targets.ts";

const AT = "2026-11-22T12:30:00.000Z";
const hold = (target: Target, changes: Partial<Hold> = {}): Hold => ({
  action: "act-0000000000000001",
  target,
  heldAt: "2026-11-22T12:00:00.000Z",
  endsAt: "2026-11-22T13:00:00.000Z",
  ended: null,
  ...changes,
});
const names = (target: Target, text: string) => indexHolds([hold(target)])(text, AT);

const ROWS: readonly (readonly [Target["kind"], string, string, boolean])[] = [
  ["address", "203.0.113.66", "Failed password for root from 203.0.113.66 port 22 ssh2", true],
  ["address", "203.0.113.66", "rhost=203.0.113.66.", true],
  ["address", "203.0.113.66", "203.0.113.66:8080 connected", true],
  ["address", "203.0.113.66", "[::ffff:203.0.113.66]:22", true],
  ["address", "203.0.113.6", "from 203.0.113.66 port 22", false],
  ["address", "203.0.113.66", "from 1203.0.113.66 or 203.0.113.660", false],
  ["address", "2001:db8::1", "from 2001:0DB8:0:0::0001 port 22", true],
  ["address", "2001:db8::1", "at 20:01:08", false],
  ["prefix", "203.0.113.0/24", "from 203.0.113.66 port 22", true],
  ["prefix", "203.0.113.0/26", "from 203.0.113.66 port 22", false],
  ["prefix", "2001:db8::/32", "2001:db8:ffff::9", true],
  ["account", "dockcam", "Accepted password for dockcam from", true],
  ["account", "dockcam", "user=dockcam-2 or xdockcam", false],
  ["process", "12/34", "process 12/34", false],
];
for (const [kind, value, text, expected] of ROWS)
  test(`${kind} ${value} ${expected ? "is" : "is not"} named by ${JSON.stringify(text)}`, () =>
    assert.equal(names({ kind, value }, text), expected));

test("only while it is held", () => {
  const target = { kind: "address", value: "203.0.113.66" } as const;
  const at = (time: string, changes: Partial<Hold> = {}) => indexHolds([hold(target, changes)])("203.0.113.66", time);
  const undone = { ended: { at: "2026-11-22T12:20:00.000Z", step: "undone" } } as const;
  assert.deepEqual(
    [at("2026-11-22T12:00:00.000Z"), at("2026-11-22T12:00:00.001Z"), at("2026-11-22T13:00:00.000Z")],
    [false, true, false],
  );
  assert.deepEqual([at("2026-11-22T12:19:59.999Z", undone), at(AT, undone)], [true, false]);
  assert.ok(at("2027-01-01T00:00:00.000Z", { endsAt: null }));
});

test("looking up a network says what comparing its bits says", () => {
  const address = fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 }));
  fc.assert(
    fc.property(address, address, fc.nat(128), fc.boolean(), (base, other, length, isNear) => {
      const bits = Math.min(length, base.length * 8);
      // Near: the same address but for its last bits, so that both answers come up.
      const seen = isNear ? base.map((byte, at) => (at === base.length - 1 ? byte ^ (other[0] ?? 0) : byte)) : other;
      const network = parseNetwork(formatNetwork({ base, bits }));
      const read = parseNetwork(formatAddress(seen));
      if (network === undefined || read === undefined) return;
      const kind = network.bits === network.base.length * 8 ? "address" : "prefix";
      const value = kind === "address" ? formatAddress(network.base) : formatNetwork(network);
      assert.equal(names({ kind, value }, `from ${formatAddress(seen)} port 22`), isWithin(network, read.base));
    }),
  );
});
