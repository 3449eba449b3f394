import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, textOf, utf8 } from "../../src/lib/index.ts";
import { createSigner, formatCheckpoint, KEY_TYPES, type SignatureChecks, signNote, type Vkey } from "../../src/merkle/index.ts";
import {
  checkFollowing,
  explainForkVerdict,
  type ForkKind,
  forkProofOfConflict,
  formatForkProof,
  parseForkProof,
  pastFromTiles,
  verifyForkProof,
} from "../../src/witness/index.ts";
import { rawTestKey } from "../support/note-keys.ts";
import { LOG_VKEYS, MemoryLog, nodeSignatureChecks, ORIGIN, SECONDS, sha256, signHead } from "./log.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 50_000 : 300;
/** For cases that take milliseconds each. */
const RUNS_DEAR = RUNS / 4;

/** Signatures that cost one hash, so that thousands of cases take seconds. Their form passes every check of form. */
function quickSignature(bytes: number, publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  const one = sha256(concat(publicKey, message));
  one[31] = (one[31] ?? 0) & 0x0f;
  return Uint8Array.from({ length: bytes }, (_, at) => one[at % 32] as number);
}
const QUICK_KEYS = LOG_VKEYS.map((vkey) => ({
  vkey,
  sign: async (message: Uint8Array) =>
    quickSignature(vkey.type === KEY_TYPES.mlDsa44Cosignature ? 2420 : 64, vkey.publicKey, message),
}));
const isQuick = async (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  Buffer.compare(quickSignature(signature.length, key, message), signature) === 0;
const QUICK: SignatureChecks = { ed25519: isQuick, mlDsa44: isQuick };

type Shown = { readonly size: number; readonly branch: string; readonly at: number; readonly seconds: number };

/** A log of `size` entries that goes its own way from entry `at` on. */
const grown = ({ size, branch, at }: Shown) => new MemoryLog().growTo(Math.min(size, at)).growTo(size, branch);

async function follow(before: Shown, now: Shown) {
  const [first, second] = [grown(before), grown(now)];
  const larger = first.size > second.size ? first : second;
  return checkFollowing({
    before: await first.sign(before.seconds, QUICK_KEYS),
    now: await second.sign(now.seconds, QUICK_KEYS),
    vkeys: LOG_VKEYS,
    prove: pastFromTiles(sha256, larger.tiles),
    checks: QUICK,
    sha256,
  });
}

const verify = (bytes: Uint8Array, vkeys: readonly Vkey[] = LOG_VKEYS, checks = QUICK) =>
  verifyForkProof(bytes, vkeys, checks, sha256);

async function assertFork(before: Shown, now: Shown, kind: ForkKind) {
  const followed = await follow(before, now);
  assert.ok(followed.ok && followed.value.kind === "fork", JSON.stringify([before, now, followed.ok && followed.value.kind]));
  // Under the ML-DSA-44 key alone: judging an Ed25519 key takes 2 ms.
  const verdict = await verify(followed.value.proof, LOG_VKEYS.slice(1));
  assert.ok(verdict.ok, verdict.ok ? "" : verdict.fault.kind);
  assert.equal(verdict.value.kind, kind);
  assert.equal(verdict.value.origin, ORIGIN);
  assert.ok(followed.value.proof.length <= 10_000, `${followed.value.proof.length} bytes`);
  return followed.value.proof;
}

const small = { one: fc.integer({ min: 1, max: 70 }), two: fc.integer({ min: 1, max: 70 }) };

test("every fork is proved, wherever it is", async () => {
  await fc.assert(
    fc.asyncProperty(small.one, small.two, fc.nat(69), async (one, two, point) => {
      const at = point % Math.min(one, two);
      const [before, now] = [
        { size: one, branch: "", at, seconds: SECONDS },
        { size: two, branch: "x", at, seconds: SECONDS },
      ];
      await assertFork(before, now, one === two ? "two-roots" : "another-past");
    }),
    { numRuns: RUNS },
  );
});

test("a fork across tiles is proved, and the proof of one in a large log is small", async () => {
  for (const [one, two, at] of [
    [300, 700, 299],
    [256, 512, 0],
    [512, 700, 255],
    [700, 257, 256],
    [20_000, 19_999, 16_384],
  ] as const) {
    await assertFork(
      { size: one, branch: "", at, seconds: SECONDS },
      { size: two, branch: "x", at, seconds: SECONDS },
      "another-past",
    );
  }
});

test("no honest pair is a fork, whoever shows which head when", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(70), fc.nat(70), fc.nat(3), fc.boolean(), async (one, two, later, isTimed) => {
      const [least, most] = [Math.min(one, two), Math.max(one, two)];
      // An honest log's time never goes back; several heads may bear one second, and 0 claims nothing.
      const seconds = (size: number) => (isTimed ? SECONDS + (size === most ? later : 0) : size === most ? 0 : SECONDS);
      const shown = (size: number): Shown => ({ size, branch: "", at: 1000, seconds: one === two ? SECONDS : seconds(size) });
      const expected = one === two ? "same" : one === least ? "extends" : "behind";
      const followed = await follow(shown(one), shown(two));
      assert.ok(followed.ok);
      assert.equal(followed.value.kind, expected);
    }),
    { numRuns: RUNS },
  );
});

test("no honest pair is ever proved a fork, whatever proof is made up", async () => {
  const log = new MemoryLog().growTo(40);
  const hash = fc.oneof(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.nat(39).map((at) => sha256(log.entries[at] as Uint8Array)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.nat(39),
      fc.array(hash, { maxLength: 8 }),
      hash,
      async (size, less, made, root) => {
        const [one, two] = [new MemoryLog().growTo(Math.max(1, size - less)), new MemoryLog().growTo(size)];
        const past = await pastFromTiles(sha256, two.tiles)(one.size, two.size);
        const [smaller, larger] = [await one.sign(SECONDS, QUICK_KEYS), await two.sign(SECONDS + 1, QUICK_KEYS)];
        for (const proof of [made, past?.proof ?? []]) {
          for (const otherRoot of [root, past?.root ?? root]) {
            const answer = await verify(formatForkProof({ kind: "another-past", otherRoot, proof, smaller, larger }));
            assert.equal(answer.ok, false);
          }
        }
        for (const kind of ["two-roots", "rollback"] as const) {
          assert.equal(
            (await verify(formatForkProof({ kind, otherRoot: undefined, proof: [], smaller, larger }))).ok,
            false,
            kind,
          );
          assert.equal(
            (await verify(formatForkProof({ kind, otherRoot: undefined, proof: [], smaller: larger, larger: smaller }))).ok,
            false,
          );
        }
        const lying = await checkFollowing({
          before: smaller,
          now: larger,
          vkeys: LOG_VKEYS,
          prove: async () => ({ root, proof: made }),
          checks: QUICK,
          sha256,
        });
        assert.ok(lying.ok && lying.value.kind !== "fork" && lying.value.kind !== "behind");
      },
    ),
    { numRuns: RUNS_DEAR },
  );
});

test("a rollback is proved by the log's own later time on the smaller tree, and by nothing else", async () => {
  const head = (size: number, seconds: number): Shown => ({ size, branch: "", at: 1000, seconds });
  await assertFork(head(50, SECONDS), head(20, SECONDS + 1), "rollback");
  await assertFork(head(20, SECONDS + 1), head(50, SECONDS), "rollback");
  await assertFork(head(50, SECONDS), head(0, SECONDS + 1), "rollback");
  for (const seconds of [SECONDS, SECONDS - 1, 0]) {
    const stale = await follow(head(50, SECONDS), head(20, seconds));
    assert.ok(stale.ok && stale.value.kind === "behind", "an old head that somebody shows");
  }
});

test("a withheld proof decides nothing and keeps both notes", async () => {
  const [before, now] = [new MemoryLog().growTo(9), new MemoryLog().growTo(20, "x")];
  const notes = { before: await before.sign(SECONDS, QUICK_KEYS), now: await now.sign(SECONDS, QUICK_KEYS) };
  const base = { ...notes, vkeys: LOG_VKEYS, checks: QUICK, sha256 };
  const withheld = await checkFollowing({ ...base, prove: async () => undefined });
  const why = "the proof between the two sizes was not given";
  assert.deepEqual(withheld, { ok: true, value: { kind: "undecided", why, ...notes } });
  const other = await checkFollowing({ ...base, prove: pastFromTiles(sha256, new MemoryLog().growTo(20).tiles) });
  assert.ok(other.ok && other.value.kind === "undecided", "tiles that do not lead to the head");
});

test("what is not proved is refused by name", async () => {
  const proof = await assertFork(
    { size: 9, branch: "", at: 3, seconds: SECONDS },
    { size: 20, branch: "x", at: 3, seconds: SECONDS },
    "another-past",
  );
  const parsed = parseForkProof(proof);
  assert.ok(parsed.ok);
  const { smaller, larger } = parsed.value;
  const make = (change: Partial<typeof parsed.value>) => formatForkProof({ ...parsed.value, ...change });
  const stranger = rawTestKey(ORIGIN, KEY_TYPES.ed25519Note, 0x01);
  const otherOrigin = await signHead({ size: 9, root: sha256(utf8("x")), origin: "ledger.example/other" }, SECONDS, QUICK_KEYS);
  const [ed25519Key, mlDsa44Key] = QUICK_KEYS as [(typeof QUICK_KEYS)[0], (typeof QUICK_KEYS)[0]];
  const byOne = await new MemoryLog().growTo(9).sign(SECONDS, [ed25519Key]);
  const byOther = await new MemoryLog().growTo(9, "x").sign(SECONDS, [mlDsa44Key]);
  const ordered = [byOne, byOther];
  const weak: Vkey = { ...(LOG_VKEYS[0] as Vkey), publicKey: new Uint8Array(32).with(0, 1) };
  const weakKey = { vkey: weak, sign: async (message: Uint8Array) => quickSignature(64, weak.publicKey, message) };
  const weakNotes = [
    await new MemoryLog().growTo(9).sign(SECONDS + 1, [weakKey]),
    await new MemoryLog().growTo(3).growTo(20, "x").sign(SECONDS, [weakKey]),
  ];
  const bare = { otherRoot: undefined, proof: [] };
  const cases: readonly (readonly [string, Uint8Array, readonly Vkey[], string])[] = [
    ["another key", proof, [stranger.vkey], "bad-head"],
    [
      "a small-order key",
      make({ smaller: weakNotes[0] as Uint8Array, larger: weakNotes[1] as Uint8Array }),
      [weak],
      "weak-ed25519-key",
    ],
    ["no key at all", proof, [], "bad-head"],
    ["another origin", make({ smaller: otherOrigin }), LOG_VKEYS, "two-origins"],
    ["the same note twice", make({ kind: "two-roots", ...bare, larger: smaller }), LOG_VKEYS, "not-a-fork"],
    ["two sizes as two roots", make({ kind: "two-roots", ...bare }), LOG_VKEYS, "not-a-fork"],
    ["a rollback without a later time", make({ kind: "rollback", ...bare }), LOG_VKEYS, "not-a-fork"],
    ["the notes exchanged", make({ smaller: larger, larger: smaller }), LOG_VKEYS, "not-a-fork"],
    [
      "no key signed both",
      formatForkProof({ kind: "two-roots", ...bare, smaller: ordered[0] as Uint8Array, larger: ordered[1] as Uint8Array }),
      LOG_VKEYS,
      "no-common-key",
    ],
    ["a tail", concat(proof, utf8("x\n")), LOG_VKEYS, "bad-head"],
  ];
  for (const [name, bytes, vkeys, fault] of cases) {
    const answer = await verify(bytes, vkeys);
    assert.equal(answer.ok ? "proven" : answer.fault.kind, fault, name);
  }
});

test("no bit of a fork proof can be turned so that it proves something else", async () => {
  const proof = await assertFork(
    { size: 9, branch: "", at: 3, seconds: SECONDS },
    { size: 20, branch: "x", at: 3, seconds: SECONDS },
    "another-past",
  );
  const verdict = await verify(proof);
  await fc.assert(
    fc.asyncProperty(fc.nat(proof.length * 8 - 1), async (bit) => {
      const damaged = Uint8Array.from(proof);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const answer = await verify(damaged);
      // A line whose key id or name changed is one of an unknown key; then the other key alone convicts.
      if (answer.ok) assert.deepEqual({ ...answer.value, keys: [] }, { ...(verdict.ok && verdict.value), keys: [] });
    }),
    { numRuns: RUNS_DEAR },
  );
});

test("any bytes at all are read or refused", async () => {
  const texts = fc.array(
    fc.constantFrom(
      "meridian/fork-proof@v1\n",
      "kind two-roots\n",
      "kind another-past\n",
      "root ",
      "AAAA",
      "\n",
      "\n\n",
      "— a b\n",
      "x",
    ),
    { maxLength: 30 },
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    texts.map((parts) => utf8(parts.join(""))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (input) => {
      const parsed = parseForkProof(input);
      if (parsed.ok) assert.equal(textOf(formatForkProof(parsed.value)), textOf(input), "one spelling");
      assert.equal((await verify(input)).ok, false);
    }),
    { numRuns: RUNS },
  );
});

test("a log cannot hide behind long extension lines", async () => {
  const notes = [];
  for (const root of ["a", "b"]) {
    const text = `${formatCheckpoint({ origin: ORIGIN, size: 5n, root: sha256(utf8(root)) })}${"x".repeat(40_000)}\n`;
    notes.push(
      await signNote(
        text,
        QUICK_KEYS.map(({ vkey, sign }) => createSigner(vkey, sign, () => SECONDS * 1000)),
      ),
    );
  }
  const [before, now] = notes as [Uint8Array, Uint8Array];
  const followed = await checkFollowing({ before, now, vkeys: LOG_VKEYS, prove: async () => undefined, checks: QUICK, sha256 });
  assert.ok(followed.ok && followed.value.kind === "fork");
  const verdict = await verify(followed.value.proof);
  assert.ok(verdict.ok && verdict.value.keys.length === 1 && followed.value.proof.length < 10_000);
});

test("with real signatures, from what a witness met, in words", async () => {
  const [known, shown] = [new MemoryLog().growTo(5), new MemoryLog().growTo(8, "x")];
  const past = await pastFromTiles(sha256, shown.tiles)(5, 8);
  assert.ok(past !== undefined);
  const conflict = { origin: ORIGIN, kind: "another-past" as const, known: await known.sign(), shown: await shown.sign() };
  const made = await forkProofOfConflict(
    { ...conflict, otherRoot: past.root, proof: past.proof },
    LOG_VKEYS,
    nodeSignatureChecks,
  );
  assert.ok(made.ok);
  const verdict = await verify(made.value, LOG_VKEYS, nodeSignatureChecks);
  assert.ok(verdict.ok && verdict.value.keys.length === 2);
  assert.match(
    explainForkVerdict(verdict.value),
    /^The holder of ledger\.example\/harbour\+[0-9a-f]{8} and of ledger\.example\/harbour\+[0-9a-f]{8} signed root [0-9a-f]{64} for ledger\.example\/harbour at size 5, and a tree of 8 that had another root there\.$/,
  );
});
