import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { formatTimeRequest, parseCertificate, verifyToken } from "../../src/time/index.ts";
import { nodeTimeCrypto } from "../../src/time/io/index.ts";
import { skipWithoutOpenssl } from "../support/local-tsa.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { digest, pemOf } from "../support/token-builder.ts";
import { ALL, type Case, cook, NONCE, NOW_MS, POLICY, STAMPED } from "../time/token-cases.ts";

// apt: openssl

const run = promisify(execFile);
const CASES_MIN = 60;

/** The check that fails, or "holds". */
function ourVerdict({ token, anchor }: { readonly token: Uint8Array; readonly anchor: Uint8Array }): string {
  const pinned = parseCertificate(anchor);
  assert.ok(pinned.ok);
  const expected = { stamped: STAMPED, hash: "sha256" as const, nonce: NONCE, policies: [POLICY], anchors: [pinned.value] };
  const verdict = verifyToken(token, expected, nodeTimeCrypto);
  return verdict.ok ? "holds" : verdict.fault.kind;
}

/** What `openssl ts -verify` says, by its exit code, with the request at hand and its clock at NOW_MS. */
async function opensslVerdict(folder: string, at: number, made: ReturnType<typeof cook>): Promise<boolean> {
  const [token, anchor] = [join(folder, `${at}.der`), join(folder, `${at}.pem`)];
  writeFileSync(token, made.token);
  writeFileSync(anchor, pemOf(made.anchor));
  const asked = ["ts", "-verify", "-queryfile", join(folder, "query.tsq")];
  const given = ["-token_in", "-in", token, "-CAfile", anchor, "-attime", String(NOW_MS / 1000)];
  return run("openssl", [...asked, ...given]).then(
    () => true,
    () => false, // its exit code is the answer
  );
}

test("our verdict and openssl's on every token, and why where they differ", { skip: skipWithoutOpenssl() }, async (context) => {
  assert.ok(ALL.length >= CASES_MIN, `${ALL.length} cases`);
  const folder = await temporaryFolder(context);
  const imprint = { hash: "sha256" as const, digest: digest("sha256", STAMPED) };
  writeFileSync(join(folder, "query.tsq"), formatTimeRequest({ imprint, random: NONCE, policy: POLICY }).bytes);
  const wrong: string[] = [];
  const check = async ([name, recipe, ours, openssl, why]: Case, at: number) => {
    const made = cook(recipe);
    const [mine, theirs] = [ourVerdict(made), await opensslVerdict(folder, at, made)];
    if (mine !== ours) wrong.push(`${name}: expected ${ours}, we say ${mine}`);
    if (theirs !== openssl) wrong.push(`${name}: expected openssl to say ${openssl}`);
    if (((mine === "holds") === theirs) !== (why === undefined)) wrong.push(`${name}: a reason stands exactly where we differ`);
  };
  const queue = ALL.entries();
  const worker = async () => {
    for (const [at, one] of queue) await check(one, at);
  };
  await Promise.all([worker(), worker()]);
  assert.deepEqual(wrong, []);
  const differ = ALL.filter(([, , , , why]) => why !== undefined).length;
  context.diagnostic(
    `${ALL.length} tokens: one verdict on ${ALL.length - differ}, ${differ} where openssl is wrong, laxer or knows less`,
  );
});
