import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testKey } from "../../../test/support/note-keys.ts";
import { formatVkey, KEY_TYPES } from "../../merkle/index.ts";
import type { AlarmPredicate, EntryName, KnownKey } from "../../model/index.ts";
import { type AlarmEntry, type AlarmState, foldAlarms } from "./alarms-fold.ts";

const name = (byte: string) => byte.repeat(64) as EntryName;
const SEEN = "2026-11-22T12:00:00.000Z";
const LATER = "2026-11-22T13:00:00.000Z";
const AFTER = "2026-11-22T14:00:00.000Z";

function key(holder: string, seed: number, more: Partial<KnownKey> = {}): KnownKey {
  const vkey = formatVkey(testKey(`person-${seed}`, KEY_TYPES.ed25519Note, seed).vkey);
  const base = { vkey, role: "person", since: 1, until: null, revokedFrom: null } as const;
  return { ...base, holder: { name: holder, function: "watch officer", party: "Harbour Authority" }, ...more };
}

const ADA = key("A. Reyes", 1);
const BEN = key("B. Lindqvist", 2);
const KEEPER = key("Harbour Authority", 9, { role: "statement", since: 0 });
const RING = [KEEPER, ADA, BEN];

const raised = (index = 10, of = name("a")): AlarmEntry => {
  const predicate: AlarmPredicate = {
    alarm: "fork",
    origin: "log.example/b",
    seenAt: SEEN,
    bundle: name("f"),
    summary: "two roots",
  } as never;
  return { kind: "alarm", index, name: of, predicate };
};

type Given = { alarm?: string; at?: string; answer?: "dismiss" | "confirm" };
const answered = (
  index: number,
  signers: readonly KnownKey[],
  { alarm = name("a"), at = LATER, answer = "dismiss" }: Given = {},
) => ({ kind: "answer", index, predicate: { alarm, answer, reason: "looked into", at }, signers }) as AlarmEntry;

/** The first state and which of its answers count. */
function outcome(states: readonly AlarmState[]): readonly unknown[] {
  const [first] = states;
  return [first?.state, first?.answers.map((answer) => answer.void === null)];
}

const TABLE: readonly (readonly [says: string, entries: readonly AlarmEntry[], state: string, counts: readonly boolean[]])[] = [
  ["nobody answers", [raised()], "open", []],
  ["one person cannot dismiss", [raised(), answered(11, [ADA])], "open", [true]],
  ["two persons dismiss", [raised(), answered(11, [ADA]), answered(12, [BEN])], "dismissed", [true, true]],
  ["the same person twice", [raised(), answered(11, [ADA]), answered(12, [ADA], { at: AFTER })], "open", [true, true]],
  ["two keys of one holder", [raised(), answered(11, [ADA]), answered(12, [key("a.  reyes ", 3)])], "open", [true, true]],
  [
    "one public key under two holders",
    [raised(), answered(11, [ADA]), answered(12, [key("C. Okafor", 1)], { at: AFTER })],
    "open",
    [true, true],
  ],
  [
    "two answers joined by a third through holder and key",
    [raised(), answered(11, [key("P", 3)]), answered(12, [key("Q", 4)]), answered(13, [key("P", 4)], { at: AFTER })],
    "open",
    [true, true, true],
  ],
  ["the keeper's own key", [raised(), answered(11, [ADA]), answered(12, [KEEPER])], "open", [true, false]],
  [
    "the keeper's public key registered as a person's",
    [raised(), answered(11, [ADA]), answered(12, [key("D. Haddad", 9)])],
    "open",
    [true, false],
  ],
  [
    "another party's key",
    [raised(), answered(11, [ADA]), answered(12, [key("North Port CERT", 5, { role: "party" })])],
    "open",
    [true, false],
  ],
  ["one answer signed by both", [raised(), answered(11, [ADA, BEN])], "open", [false]],
  [
    "a key revoked from before the answer",
    [raised(), answered(11, [ADA]), answered(12, [{ ...BEN, until: 20, revokedFrom: SEEN }])],
    "open",
    [true, false],
  ],
  [
    "a stolen key's answer that is dated back behind another",
    [
      raised(),
      answered(11, [ADA]),
      answered(12, [{ ...BEN, until: 20, revokedFrom: "2026-11-22T12:30:00.000Z" }], { at: "2026-11-22T12:10:00.000Z" }),
    ],
    "open",
    [true, false],
  ],
  [
    "a key revoked from after the answer",
    [raised(), answered(11, [ADA]), answered(12, [{ ...BEN, until: 20, revokedFrom: "2026-11-23T00:00:00.000Z" }])],
    "dismissed",
    [true, true],
  ],
  ["a key rotated later", [raised(), answered(11, [ADA]), answered(12, [{ ...BEN, until: 20 }])], "dismissed", [true, true]],
  [
    "a person made after the alarm",
    [raised(), answered(12, [ADA]), answered(13, [key("E. Moreau", 6, { since: 11 })])],
    "open",
    [true, false],
  ],
  ["answers before the alarm in the ledger", [answered(8, [ADA]), answered(9, [BEN]), raised()], "open", []],
  [
    "an answer dated before the alarm was seen",
    [raised(), answered(11, [ADA]), answered(12, [BEN], { at: "2026-11-22T11:59:59.999Z" })],
    "open",
    [true, false],
  ],
  ["an answer to another alarm", [raised(), answered(11, [ADA]), answered(12, [BEN], { alarm: name("b") })], "open", [true]],
  ["one person confirms", [raised(), answered(11, [ADA], { answer: "confirm" })], "confirmed", [true]],
  [
    "two dismiss and one confirms",
    [raised(), answered(11, [ADA]), answered(12, [BEN]), answered(13, [key("F. Sato", 7)], { answer: "confirm" })],
    "confirmed",
    [true, true, true],
  ],
  [
    "who confirmed dismisses after all",
    [raised(), answered(11, [ADA], { answer: "confirm" }), answered(12, [ADA]), answered(13, [BEN])],
    "dismissed",
    [true, true, true],
  ],
  [
    "who dismissed takes it back",
    [raised(), answered(11, [ADA]), answered(12, [BEN]), answered(13, [BEN], { answer: "confirm" })],
    "confirmed",
    [true, true, true],
  ],
  [
    "who took a dismissal back has it entered again by another",
    [
      raised(),
      answered(11, [ADA]),
      answered(12, [ADA], { answer: "confirm", at: AFTER }),
      answered(13, [BEN]),
      answered(14, [ADA]),
    ],
    "confirmed",
    [true, true, true, false],
  ],
  [
    "a dismissal that two signed is freed of one signature",
    [
      raised(),
      answered(11, [ADA, BEN]),
      answered(12, [ADA], { answer: "confirm", at: AFTER }),
      answered(13, [BEN], { at: AFTER }),
      answered(14, [ADA]),
    ],
    "confirmed",
    [false, true, true, false],
  ],
  [
    "the same key under another holder enters the same answer",
    [raised(), answered(11, [ADA]), answered(12, [key("C. Okafor", 1)])],
    "open",
    [true, false],
  ],
  [
    "who dismissed, confirmed and dismisses anew",
    [
      raised(),
      answered(11, [ADA]),
      answered(12, [ADA], { answer: "confirm" }),
      answered(13, [BEN]),
      answered(14, [ADA], { at: AFTER }),
    ],
    "dismissed",
    [true, true, true, true],
  ],
  [
    "a person made after the alarm may confirm",
    [raised(), answered(12, [key("E. Moreau", 6, { since: 11 })], { answer: "confirm" })],
    "confirmed",
    [true],
  ],
];

for (const [says, entries, state, counts] of TABLE) {
  test(`alarms: ${says}: ${state}`, () => assert.deepEqual(outcome(foldAlarms(entries, RING)), [state, counts]));
}

test("alarms are judged apart and all stay in the list", () => {
  const entries = [raised(), raised(11, name("b")), answered(12, [ADA]), answered(13, [BEN])];
  assert.deepEqual(
    foldAlarms(entries, RING).map(({ index, state }) => [index, state]),
    [
      [10, "dismissed"],
      [11, "open"],
    ],
  );
});

test("no mix of answers by one person, under whatever keys and holders, dismisses an alarm", () => {
  const mine = fc.record({ holder: fc.constantFrom("A. Reyes", " a. reyes", "A.  REYES"), seed: fc.integer({ min: 1, max: 4 }) });
  fc.assert(
    fc.property(fc.array(mine, { maxLength: 12 }), (signers) => {
      const answers = signers.map(({ holder, seed }, at) => answered(11 + at, [key(holder, seed)]));
      assert.equal(foldAlarms([raised(), ...answers], RING)[0]?.state, "open");
    }),
    { numRuns: 50 },
  );
});
