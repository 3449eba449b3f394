import assert from "node:assert/strict";
import { test } from "node:test";
import { testKey } from "../../test/support/note-keys.ts";
import { createVkey, formatVkey, isQuorumMet, KEY_TYPES, parseTrustPolicy, type TrustPolicy } from "./index.ts";

const key = (name: string, type: (typeof KEY_TYPES)[keyof typeof KEY_TYPES], seed: number) =>
  formatVkey(testKey(name, type, seed).vkey);
const LOG = key("log.example/a", KEY_TYPES.ed25519Note, 1);
const LOG_PQ = key("log.example/a", KEY_TYPES.mlDsa44Cosignature, 1);
const PARTY = key("party.example", KEY_TYPES.ed25519Note, 3);
const witness = (seed: number) => key(`w${seed}.example`, KEY_TYPES.ed25519Cosignature, seed);
const [X1, X2, X3, Y1, Y2] = [11, 12, 13, 14, 15].map(witness) as [string, string, string, string, string];

const EXAMPLE = `# The logs that I know
log ${LOG} https://log.example/a/
\tlog   ${LOG_PQ}\t
party ${PARTY}

witness X1 ${X1} https://x1.example/
witness X2 ${X2}
witness X3 ${X3}
group X-witnesses 2 X1 X2 X3
witness Y1 ${Y1}
witness Y2 ${Y2}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

function policy(text: string): TrustPolicy {
  const parsed = parseTrustPolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

test("the example of the specification is read, with its logs, witnesses and parties", () => {
  const { logs, witnesses, parties } = policy(EXAMPLE);
  assert.deepEqual(
    logs.map(({ vkey, url }) => [formatVkey(vkey), url]),
    [
      [LOG, "https://log.example/a/"],
      [LOG_PQ, undefined],
    ],
  );
  assert.deepEqual(witnesses.map(({ name, vkey, url }) => [name, formatVkey(vkey), url]).slice(0, 2), [
    ["X1", X1, "https://x1.example/"],
    ["X2", X2, undefined],
  ]);
  assert.deepEqual(parties.map(formatVkey), [PARTY]);
});

const QUORUM: readonly (readonly [seen: string, met: boolean])[] = [
  ["", false],
  ["X1 X2", false],
  ["X1 Y1", false],
  ["Y1 Y2", false],
  ["X1 X3 Y2", true],
  ["X1 X2 X3 Y1 Y2", true],
  ["X1 X2 Z", false],
];
for (const [seen, met] of QUORUM) {
  test(`the example's quorum is ${met ? "" : "not "}met by ${seen || "nobody"}`, () => {
    assert.equal(isQuorumMet(policy(EXAMPLE).quorum, new Set(seen.split(" "))), met);
  });
}

test("a quorum may be one witness or none", () => {
  assert.equal(isQuorumMet(policy("quorum none\n").quorum, new Set()), true);
  const one = policy(`witness X1 ${X1}\nquorum X1\n`).quorum;
  assert.deepEqual([isQuorumMet(one, new Set()), isQuorumMet(one, new Set(["X1"]))], [false, true]);
});

const HEAD = `log ${LOG}\nwitness X1 ${X1}\nwitness X2 ${X2}\n`;
const renamed = (vkey: string, type: (typeof KEY_TYPES)[keyof typeof KEY_TYPES], seed: number) => {
  assert.notEqual(vkey, "");
  return key("renamed.example", type, seed);
};
const weak = (hex: string, type: 1 | 4) => formatVkey(createVkey("weak.example", type, Uint8Array.from(Buffer.from(hex, "hex"))));
const REFUSED: readonly (readonly [why: string, text: string, line: number])[] = [
  ["nothing", "", 1],
  ["no final newline", `${HEAD}quorum X1`, 4],
  ["no quorum", HEAD, 4],
  ["two quorums", `${HEAD}quorum X1\nquorum none\n`, 5],
  ["a quorum of two names", `${HEAD}quorum X1 X2\n`, 4],
  ["a quorum without name", `${HEAD}quorum\n`, 4],
  ["a quorum that is not defined", `${HEAD}quorum X9\n`, 4],
  ["a quorum defined below", `quorum X1\n${HEAD}`, 1],
  ["a threshold of 0", `${HEAD}group g 0 X1 X2\nquorum g\n`, 4],
  ["a threshold above the members", `${HEAD}group g 3 X1 X2\nquorum g\n`, 4],
  ["a threshold with a leading zero", `${HEAD}group g 01 X1 X2\nquorum g\n`, 4],
  ["a threshold with a plus", `${HEAD}group g +1 X1 X2\nquorum g\n`, 4],
  ["a hexadecimal threshold", `${HEAD}group g 0x1 X1 X2\nquorum g\n`, 4],
  ["a threshold with an exponent", `${HEAD}group g 1e0 X1 X2\nquorum g\n`, 4],
  ["a threshold with a fraction", `${HEAD}group g 1.0 X1 X2\nquorum g\n`, 4],
  ["a threshold in other digits", `${HEAD}group g \u0661 X1 X2\nquorum g\n`, 4],
  ["a threshold in words", `${HEAD}group g ALL X1 X2\nquorum g\n`, 4],
  ["no threshold", `${HEAD}group g X1 X2\nquorum g\n`, 4],
  ["a negative threshold", `${HEAD}group g -1 X1 X2\nquorum g\n`, 4],
  ["a group without members", `${HEAD}group g all\nquorum g\n`, 4],
  ["a group of none", `${HEAD}group g any none\nquorum g\n`, 4],
  ["a group of itself", `${HEAD}group g any g\nquorum g\n`, 4],
  ["a member twice", `${HEAD}group g 2 X1 X1\nquorum g\n`, 4],
  ["a member in two groups", `${HEAD}group g any X1 X2\ngroup h any X1\nquorum g\n`, 5],
  ["a group named as a witness", `${HEAD}group X1 any X2\nquorum X1\n`, 4],
  ["a group named none", `${HEAD}group none any X2\nquorum none\n`, 4],
  ["a witness named none", `witness none ${X1}\nquorum none\n`, 1],
  ["a witness name twice", `${HEAD}witness X1 ${X3}\nquorum X1\n`, 4],
  ["a witness key twice", `${HEAD}witness X3 ${X1}\nquorum X3\n`, 4],
  ["a witness key under another key name", `${HEAD}witness X3 ${renamed(X1, KEY_TYPES.ed25519Cosignature, 11)}\nquorum X3\n`, 4],
  ["a log key under another key name", `${HEAD}log ${renamed(LOG, KEY_TYPES.ed25519Note, 1)}\nquorum none\n`, 4],
  ["a log that witnesses itself", `${HEAD}witness X3 ${key("w.example", KEY_TYPES.ed25519Cosignature, 1)}\nquorum X3\n`, 4],
  [
    "a witness with a log's key name",
    `${HEAD}witness X3 ${key("log.example/a", KEY_TYPES.ed25519Cosignature, 9)}\nquorum X3\n`,
    4,
  ],
  ["a log with a witness's key name", `${HEAD}log ${key("w11.example", KEY_TYPES.ed25519Note, 9)}\nquorum none\n`, 4],
  ["a party with a log's key", `${HEAD}party ${renamed(LOG, KEY_TYPES.ed25519Note, 1)}\nquorum none\n`, 4],
  ["a party twice", `party ${PARTY}\nparty ${PARTY}\nquorum none\n`, 2],
  ["a party with a url", `party ${PARTY} https://party.example\nquorum none\n`, 1],
  ["a party with a cosigner's key", `party ${X1}\nquorum none\n`, 1],
  ["a log with a cosignature/v1 key", `log ${X1}\nquorum none\n`, 1],
  ["a witness with a note key", `witness W ${PARTY}\nquorum none\n`, 1],
  ["a log with two urls", `log ${LOG} a b\nquorum none\n`, 1],
  ["a damaged vkey", `log ${LOG.replace("log", "lag")}\nquorum none\n`, 1],
  ["a key without padding", `witness W ${X1.replace(/=*$/, "").slice(0, -1)}\nquorum W\n`, 1],
  ["a key in base64url", `log ${LOG.replace(/[+/](?=[^+]*$)/, "-")}-\nquorum none\n`, 1],
  ["a key id in upper case", `log ${LOG.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase())}\nquorum none\n`, 1],
  [
    "a log key of small order",
    `log ${weak("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", 1)}\nquorum none\n`,
    1,
  ],
  ["a witness key that is not canonical", `witness W ${weak(`ee${"ff".repeat(30)}7f`, 4)}\nquorum W\n`, 1],
  ["a party key that is zero", `party ${weak("00".repeat(32), 1)}\nquorum none\n`, 1],
  ["an unknown word", `${HEAD}lag ${LOG}\nquorum none\n`, 4],
  ["an upper-case word", `Log ${LOG}\nquorum none\n`, 1],
  ["carriage returns", `log ${LOG}\r\nquorum none\r\n`, 1],
  ["a no-break space as separator", `quorum\u00a0none\n`, 1],
  ["a delete character", "# \u007f\nquorum none\n", 1],
  ["too much", `${"#".repeat(1_048_576)}\nquorum none\n`, 1],
];

for (const [why, text, line] of REFUSED) {
  test(`not a trust file: ${why}`, () => {
    const parsed = parseTrustPolicy(text);
    assert.equal(parsed.ok ? "a policy" : parsed.fault.line, line);
  });
}

test("a party may bear the name of its log", () => {
  const party = key("log.example/a", KEY_TYPES.ed25519Note, 3);
  assert.equal(policy(`log ${LOG}\nparty ${party}\nquorum none\n`).parties.length, 1);
});

test("names are compared as they are written: a Kelvin sign is not K", () => {
  assert.equal(parseTrustPolicy(`witness K ${X1}\nwitness \u212a ${X2}\nquorum K\n`).ok, true);
});

test("256 groups fit, each in the next, and 257 do not", () => {
  const groups = Array.from({ length: 257 }, (_, n) => `group g${n + 1} any ${n === 0 ? "X1" : `g${n}`}`);
  const nested = (count: number) => `witness X1 ${X1}\n${groups.slice(0, count).join("\n")}\nquorum g${count}\n`;
  assert.equal(isQuorumMet(policy(nested(256)).quorum, new Set(["X1"])), true);
  const more = parseTrustPolicy(nested(257));
  assert.deepEqual(more, { ok: false, fault: { kind: "bad-trust-policy", line: 258, expected: "at most 256 groups" } });
});

test("32 logs, 32 witnesses and 32 groups fit", () => {
  const lines: string[] = [];
  for (let n = 0; n < 32; n++) {
    lines.push(`log ${key(`log${n}.example`, KEY_TYPES.ed25519Note, 100 + n)}`);
    lines.push(`witness w${n} ${key(`w${n}.example`, KEY_TYPES.ed25519Cosignature, 150 + n)}`);
    lines.push(n === 0 ? "group g0 any w0" : `group g${n} all g${n - 1} w${n}`);
  }
  const { quorum } = policy(`${lines.join("\n")}\nquorum g31\n`);
  const all = Array.from({ length: 32 }, (_, n) => `w${n}`);
  assert.equal(isQuorumMet(quorum, new Set(all)), true);
  assert.equal(isQuorumMet(quorum, new Set(all.slice(1))), false);
});
