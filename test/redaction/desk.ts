import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enterKey } from "../../src/app/keys/key-rotation.ts";
import { claimKey, openPersonKey, type PersonKey } from "../../src/app/keys/person-key.ts";
import { type Node, openNode } from "../../src/app/node.ts";
import { type CustodyDesk, findExhibit, openCustody } from "../../src/app/vault/custody.ts";
import type { Words } from "../../src/app/vault/custody-record.ts";
import { addExhibit } from "../../src/app/vault/exhibits.ts";
import { compileRules, type ExhibitChain, type WithholdingRule } from "../../src/vault/index.ts";

const KEEPER = "Harbour Time Service";
const ANNA = { name: "A. Example", function: "records officer", party: KEEPER };

/** What the keeper's people say of a deed in these tests. */
export const WORDS: Words = {
  actor: ANNA,
  purpose: "review by North Port CERT",
  authority: "Harbour Authority order 7",
  place: "Harbour",
};

/** A node with a folder for what goes out of it. */
export type Desk = {
  readonly node: Node;
  readonly folder: string;
  readonly at: (name: string) => string;
  readonly close: () => Promise<void>;
};

/** Runs `use` on a fresh node and removes everything after. */
export async function withDesk(use: (desk: Desk) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-desk-"));
  const party = { name: KEEPER, kind: "service", jurisdiction: null, exercise: true };
  const node = await openNode({ dataDirectory: join(folder, "data"), party, origin: "ledger.example/harbour" });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await node.close();
    isOpen = false;
  };
  try {
    await use({ node, folder, at: (name) => join(folder, name), close });
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes bytes in as an exhibit and gives the desk as it then stands. */
export async function takeIn(
  { node, at }: Desk,
  content: Uint8Array | string,
): Promise<{ desk: CustodyDesk; chain: ExhibitChain }> {
  const name = at(`exhibit-${Math.floor(node.ledger.size)}`);
  await writeFile(name, content);
  const now = { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T12:00:00.000Z", sources: ["test"] };
  const acquired = {
    by: ANNA,
    at: now,
    place: "Harbour",
    authority: "Harbour Authority order 7",
    purpose: "inquiry",
    tool: { name: "test", version: "1", sha256: null },
  };
  const added = await addExhibit(
    node,
    name,
    { number: null, title: "log", case: null, parent: null, acquired, caveats: [], expected: null },
    () => {},
  );
  return again({ node }, added.exhibit.number);
}

/** The desk and the exhibit as they stand now. */
export async function again({ node }: Pick<Desk, "node">, number: string): Promise<{ desk: CustodyDesk; chain: ExhibitChain }> {
  const desk = await openCustody(node);
  return { desk, chain: findExhibit(desk, number) };
}

/** A person's key that the ledger believes. */
export async function believedKey({ node, at }: Desk, name: string, party: string): Promise<PersonKey> {
  const path = at(`${name.replaceAll(/\W/g, "")}.pem`);
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  await writeFile(path, pem, { mode: 0o600 });
  const key = await openPersonKey(path);
  const holder = { name, function: "reviewer", party };
  const claim = await claimKey(
    node.ledger.origin,
    { action: "add", role: "person", replaces: null, holder, effectiveFrom: "2026-11-22T12:00:00.000Z", reason: "reviewer" },
    key,
  );
  await enterKey(node, claim);
  return key;
}

/** Rules as a rule file would give them. */
export function rules(...withhold: readonly Partial<WithholdingRule>[]): { rule: string; decide: ReturnType<typeof decideBy> } {
  return { rule: "personal data of staff", decide: decideBy(withhold) };
}

function decideBy(withhold: readonly Partial<WithholdingRule>[]) {
  const whole = {
    reason: "personal-data",
    because: null,
    owner: "Records officer",
    patterns: [],
    pointers: [],
    lines: [],
    bytes: [],
  } as const;
  const decide = compileRules(withhold.map((one) => ({ ...whole, ...one })));
  if (!decide.ok) throw new Error(decide.fault);
  return decide.value;
}
