import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testKey } from "../../../test/support/note-keys.ts";
import { utf8 } from "../../lib/index.ts";
import { createVkey, formatVkey, KEY_TYPES, type KeyType } from "../../merkle/index.ts";
import {
  addWitness,
  type FollowedLog,
  followLog,
  formatPeers,
  NO_PEERS,
  type Peers,
  type PeerWitness,
  parsePeers,
} from "./witnessing-peers.ts";

const vkey = (name: string, type: KeyType, seed: number) => formatVkey(testKey(name, type, seed).vkey);
const COSIGNS = KEY_TYPES.ed25519Cosignature;
const LOG = KEY_TYPES.ed25519Note;
const OWN = [vkey("log.example/a", LOG, 1), vkey("log.example/a/witness", COSIGNS, 2)];

function witness(party: string, vkeys: readonly string[], more: Partial<PeerWitness> = {}): PeerWitness {
  return { party, url: "http://127.0.0.1:7001/witness", vkeys, mirror: null, ...more };
}
function log(origin: string, vkeys: readonly string[], more: Partial<FollowedLog> = {}): FollowedLog {
  return { origin, party: "Party B", url: null, vkeys, ...more };
}

function taken(outcome: ReturnType<typeof addWitness>): Peers {
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}

const B = witness("Party B", [vkey("log.example/b/witness", COSIGNS, 3)]);
const B_LOG = log("log.example/b", [vkey("log.example/b", LOG, 4)]);
const KNOWN = taken(followLog(taken(addWitness(NO_PEERS, B, OWN)), B_LOG, OWN));

/** The neutral element: one signature fits every message. */
const WEAK = formatVkey(createVkey("c/witness", COSIGNS, Uint8Array.of(1, ...new Uint8Array(31))));

const REFUSED: readonly (readonly [what: string, outcome: () => ReturnType<typeof addWitness>, says: RegExp])[] = [
  ["no key", () => addWitness(NO_PEERS, witness("Party C", []), OWN), /at least one key/],
  ["our own key", () => addWitness(NO_PEERS, witness("Party C", [OWN[1] ?? ""]), OWN), /is taken/],
  [
    "our own public key renamed",
    () => addWitness(NO_PEERS, witness("Party C", [vkey("c/witness", COSIGNS, 1)]), OWN),
    /is taken/,
  ],
  ["the key of another party", () => addWitness(KNOWN, witness("Party C", B.vkeys), OWN), /is taken/],
  ["that key renamed", () => addWitness(KNOWN, witness("Party C", [vkey("c/witness", COSIGNS, 3)]), OWN), /is taken/],
  [
    "a followed log's key as a witness's",
    () => addWitness(KNOWN, witness("Party C", [vkey("c/witness", COSIGNS, 4)]), OWN),
    /is taken/,
  ],
  [
    "one key twice",
    () => addWitness(NO_PEERS, witness("Party C", [vkey("c", COSIGNS, 5), vkey("d", COSIGNS, 5)]), OWN),
    /is taken/,
  ],
  [
    "the witness's key for its mirror",
    () =>
      addWitness(
        NO_PEERS,
        witness("Party C", [vkey("c", COSIGNS, 5)], { mirror: { url: "http://c/mirror", vkeys: [vkey("m", COSIGNS, 5)] } }),
        OWN,
      ),
    /is taken/,
  ],
  ["a log key as a witness's", () => addWitness(NO_PEERS, witness("Party C", [vkey("c", LOG, 5)]), OWN), /type 4 or 6, got 1/],
  ["other keys for the same party", () => addWitness(KNOWN, witness("Party B", [vkey("b2", COSIGNS, 6)]), OWN), /other keys/],
  ["a weak key", () => addWitness(NO_PEERS, witness("Party C", [WEAK]), OWN), /expected/],
  [
    "an address that is none",
    () => addWitness(NO_PEERS, witness("Party C", [vkey("c", COSIGNS, 5)], { url: "file:///etc" }), OWN),
    /url/,
  ],
  ["a log key of another name", () => followLog(KNOWN, log("log.example/c", [vkey("log.example/x", LOG, 7)]), OWN), /keys named/],
  [
    "a log of another party",
    () => followLog(KNOWN, log("log.example/b", B_LOG.vkeys, { party: "Party C" }), OWN),
    /log of Party B/,
  ],
  ["our own log", () => followLog(KNOWN, log("log.example/a", [OWN[0] ?? ""]), OWN), /is taken/],
];

for (const [what, outcome, says] of REFUSED) {
  test(`refuses ${what}`, () => {
    const got = outcome();
    assert.ok(!got.ok);
    assert.match(got.fault.reason, says);
  });
}

test("a witness may move, and a log gain keys; neither is there twice and no key is lost", () => {
  const moved = taken(addWitness(KNOWN, { ...B, url: "http://127.0.0.1:7002/witness" }, OWN));
  assert.deepEqual(moved.witnesses, [{ ...B, url: "http://127.0.0.1:7002/witness" }]);
  const next = vkey("log.example/b", KEY_TYPES.mlDsa44Cosignature, 8);
  const grown = taken(followLog(KNOWN, log("log.example/b", [next], { url: "http://b/log" }), OWN));
  assert.deepEqual(grown.logs, [{ ...B_LOG, url: "http://b/log", vkeys: [...B_LOG.vkeys, next] }]);
});

test("what is written is read back, and any other bytes give peers or a fault", () => {
  assert.deepEqual(parsePeers(formatPeers(KNOWN)), { ok: true, value: KNOWN });
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (bytes) => void parsePeers(bytes)));
});
