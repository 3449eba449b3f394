import assert from "node:assert/strict";
import { test } from "node:test";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { approveDeed, parseDeed } from "../../src/app/keys/approvals.ts";
import type { ApprovalPolicy } from "../../src/app/keys/approvals-deeds.ts";
import { approveRelease, type ReleaseTo } from "../../src/app/vault/exhibits-give.ts";
import { Failure } from "../../src/lib/index.ts";
import { again, believedKey, takeIn, withDesk } from "../redaction/desk.ts";

const POLICY: ApprovalPolicy = { deeds: ["release"], persons: 2 };
const recipient = async () => identityToRecipient(await generateX25519Identity());

/** Runs `use` at a desk with one exhibit: what a release needs approved, and how two persons approve it. */
async function withRelease(
  use: (
    id: string,
    deedOf: (to: ReleaseTo) => Promise<string | undefined>,
    approve: (deed: string) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  await withDesk(async (desk) => {
    const { chain } = await takeIn(desk, "evidence");
    const keys = [await believedKey(desk, "B. Example", "Party A"), await believedKey(desk, "C. Example", "Party A")];
    const deedOf = async (to: ReleaseTo) => {
      const now = await again(desk, chain.exhibit.number);
      try {
        await approveRelease(now.desk, now.chain, to, POLICY);
        return undefined;
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== "APPROVAL_MISSING") throw error;
        return /meridian approve '(.*)' --key/u.exec(error.message)?.[1]?.replaceAll("'\\''", "'");
      }
    };
    const approve = async (deed: string) => {
      for (const key of keys)
        await approveDeed(desk.node.ledger, parseDeed(deed), key, { nowMs: Date.now() - 1000, validHours: 1 });
    };
    await use(chain.exhibit.exhibit, deedOf, approve);
  });
}

test("what was approved for one recipient does not release to another under the same name", () =>
  withRelease(async (id, deedOf, approve) => {
    const [theirs, mine] = [await recipient(), await recipient()];
    const sealed = (to: string): ReleaseTo => ({ sealed: [{ name: "North Port CERT", recipient: to }] });
    const deed = await deedOf(sealed(theirs));
    assert.equal(deed, `release ${id} sealed to "North Port CERT" at ${theirs}`);
    await approve(deed);
    assert.equal(await deedOf(sealed(theirs)), undefined);
    assert.match((await deedOf(sealed(mine))) ?? "", /sealed to "North Port CERT" at age1/);
    const hand = { name: "North Port CERT", function: "reader", party: "North Port CERT" };
    assert.equal(await deedOf({ unsealed: hand }), `release ${id} unsealed to "North Port CERT" of "North Port CERT"`);
  }));

test("no name of a reader can pose as two readers, as a recipient or as what is not seen", () =>
  withRelease(async (_id, deedOf, approve) => {
    const [one, two] = [await recipient(), await recipient()];
    const deeds = await Promise.all(
      [
        [{ name: "A, B", recipient: one }],
        [{ name: `A" at ${two}, "B`, recipient: one }],
        [
          { name: "A", recipient: two },
          { name: "B", recipient: one },
        ],
        [{ name: "A\u202e", recipient: one }],
        [{ name: "A\\u202e", recipient: one }],
        [{ name: "A'$(id)\n", recipient: one }],
      ].map((sealed) => deedOf({ sealed })),
    );
    assert.equal(new Set(deeds).size, deeds.length);
    for (const deed of deeds) await approve(deed ?? "");
  }));

test("a post-quantum recipient stands in the deed by its digest, and too many readers for one line are refused", () =>
  withRelease(async (_id, deedOf, approve) => {
    const hybrid = await identityToRecipient(await generateHybridIdentity());
    const deed = (await deedOf({ sealed: [{ name: "Party A", recipient: hybrid }] })) ?? "";
    assert.match(deed, /sealed to "Party A" at SHA-256 [0-9a-f]{64}$/);
    await approve(deed);
    const many = { sealed: Array.from({ length: 30 }, (_, at) => ({ name: `Party ${at}`, recipient: hybrid })) };
    await assert.rejects(deedOf(many), /fewer at once/);
  }));
