import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testKey } from "../../test/support/note-keys.ts";
import { formatTrustPolicy, formatVkey, isQuorumMet, KEY_TYPES, parseTrustPolicy, type TrustPolicy } from "./index.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);

function policy(text: string): TrustPolicy {
  const parsed = parseTrustPolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

const LOG = formatVkey(testKey("log.example/a", KEY_TYPES.ed25519Note, 1).vkey);
const LOG_PQ = formatVkey(testKey("log.example/a", KEY_TYPES.mlDsa44Cosignature, 1).vkey);
const PARTY = formatVkey(testKey("party.example", KEY_TYPES.ed25519Note, 3).vkey);
const WITNESSES = Array.from({ length: 8 }, (_, n) =>
  formatVkey(testKey(`w${n}.example`, KEY_TYPES.ed25519Cosignature, 11 + n).vkey),
);

const PLAIN = `log ${LOG} https://log.example/a/
log ${LOG_PQ}
witness w0 ${WITNESSES[0]} https://w0.example/
witness w1 ${WITNESSES[1]}
witness w2 ${WITNESSES[2]}
party ${PARTY}
group harbour 1 w0 w1
group both 2 harbour w2
quorum both
`;

test("a policy is written as it is read", () => assert.equal(formatTrustPolicy(policy(PLAIN)), PLAIN));

test("the words all and any become numbers, comments go", () => {
  const words = PLAIN.replace("harbour 1", "harbour any").replace("both 2", "both all");
  assert.equal(formatTrustPolicy(policy(`# mine\n${words}`)), PLAIN);
});

test("without parties it is plain tlog-policy; a quorum may be none or one witness", () => {
  for (const text of ["quorum none\n", `log ${LOG}\nquorum none\n`, `witness w0 ${WITNESSES[0]}\nquorum w0\n`])
    assert.equal(formatTrustPolicy(policy(text)), text);
});

test("a policy that nobody could read is not written", () => {
  const [first] = policy(PLAIN).witnesses;
  assert.ok(first);
  const none = { logs: [], parties: [], quorum: { kind: "none" } } as const;
  const bad: readonly TrustPolicy[] = [
    { ...none, witnesses: [{ ...first, name: "two words" }] },
    { ...none, witnesses: [{ ...first, name: "" }] },
    { ...none, witnesses: [first, { ...first, name: "again" }] },
    { ...none, witnesses: [{ ...first, url: "https://w.example/\nquorum none" }] },
    { ...none, witnesses: [first], quorum: { kind: "witness", name: "other" } },
    {
      ...none,
      witnesses: [first],
      quorum: { kind: "group", name: "g", threshold: 0, members: [{ kind: "witness", name: "w0" }] },
    },
    {
      ...none,
      witnesses: [first],
      quorum: { kind: "group", name: "g", threshold: 2, members: [{ kind: "witness", name: "w0" }] },
    },
    { ...none, witnesses: [first], quorum: { kind: "group", name: "g", threshold: 1, members: [{ kind: "none" }] } },
  ];
  for (const one of bad) assert.throws(() => formatTrustPolicy(one), { name: "Bug" });
});

/** A policy of 1 to 8 witnesses in groups upon groups. */
const anyPolicy = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(100)), { maxLength: 8 }))
  .map(([count, groups]) => {
    const lines = WITNESSES.slice(0, count).map((vkey, n) => `witness w${n} ${vkey}`);
    let free = lines.map((_, n) => `w${n}`);
    for (const [at, [size, pick]] of groups.entries()) {
      const members = free.slice(0, size);
      if (members.length === 0) break;
      lines.push(`group g${at} ${1 + (pick % members.length)} ${members.join(" ")}`);
      free = [...free.slice(size), `g${at}`];
    }
    return `${lines.join("\n")}\nquorum ${free.at(-1)}\n`;
  });

test(`whatever is read is written so that it reads the same, and its quorum can be met and is not met by nobody (seed ${SEED})`, () => {
  fc.assert(
    fc.property(anyPolicy, (text) => {
      const read = policy(text);
      assert.deepEqual(policy(formatTrustPolicy(read)), read);
      assert.equal(isQuorumMet(read.quorum, new Set(read.witnesses.map(({ name }) => name))), true);
      assert.equal(isQuorumMet(read.quorum, new Set()), false);
    }),
    { numRuns: 25, seed: SEED },
  );
});
