import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatTarget, networkOf, parseTarget, readTarget } from "./target.ts";

const READ: readonly (readonly [string, string | null])[] = [
  ["203.0.113.9", "address:203.0.113.9"],
  ["address:203.0.113.9", "address:203.0.113.9"],
  ["203.0.113.9/32", "address:203.0.113.9"],
  ["203.0.113.9/24", "prefix:203.0.113.0/24"],
  ["2001:DB8::1/64", "prefix:2001:db8::/64"],
  ["::ffff:203.0.113.9", "address:203.0.113.9"],
  ["::ffff:203.0.113.9/120", "prefix:203.0.113.0/24"],
  ["::/0", "prefix:::/0"],
  ["fe80::1%eth0", null],
  ["203.0.113.256", null],
  ["203.0.113.09", null],
  ["203.0.113.9/33", null],
  ["example.org", null],
  ["", null],
  ["account:harbour", "account:harbour"],
  ["account:-rf", null],
  ["account:a b", null],
  ["account:a\nb", null],
  ["process:12/345", "process:12/345"],
  ["process:12", null],
  ["process:012/345", null],
  ["process:-1/345", null],
  ["session:c2", "session:c2"],
  ["host:harbour-1", "host:harbour-1"],
  ["host:$(reboot)", null],
  [`host:${"a".repeat(400)}`, null],
];

for (const [text, expected] of READ) {
  test(`${JSON.stringify(text.slice(0, 40))} is ${expected ?? "no target"}`, () => {
    const read = parseTarget(text);
    assert.equal(read.ok ? formatTarget(read.value) : null, expected);
  });
}

test("whatever is read has one spelling, and no character that a shell or nft could mistake", () => {
  const kinds = fc.constantFrom("", "address:", "prefix:", "account:", "session:", "process:", "host:");
  const value = fc.oneof(
    fc.string(),
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV6(), fc.nat(140)).map(([base, bits]) => `${base}/${bits}`),
  );
  fc.assert(
    fc.property(kinds, value, (kind, rest) => {
      const read = parseTarget(`${kind}${rest}`);
      if (!read.ok) return;
      const text = formatTarget(read.value);
      assert.deepEqual(parseTarget(text), read);
      assert.match(read.value.value, /^[A-Za-z0-9_.:/@$-]+$/);
      assert.deepEqual(readTarget(read.value.kind, read.value.value), read);
      const isPlace = read.value.kind === "address" || read.value.kind === "prefix";
      assert.equal(networkOf(read.value) !== undefined, isPlace);
    }),
  );
});
