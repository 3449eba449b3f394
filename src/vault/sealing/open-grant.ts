import { type Checked, concat, no, yes } from "../../lib/index.ts";
import type { CustodyPredicate, EntryName, ExhibitPredicate } from "../../model/index.ts";
import { sameContent } from "../content-hash.ts";
import { type ProofPorts, type ProvenStatements, proveStatements } from "../proven/index.ts";
import { AgeDamage, type AgePort } from "./age.ts";
import { contentCommitment } from "./commitment.ts";
import { GRANT_BYTES_MAX, type Opening, parseGrantFile, parseOpening } from "./grant-file.ts";

/** Why a sealed file is not given out. Each says what to do about it in `detail`, none quotes content. */
export type UnsealFault = {
  readonly kind: "bad-grant" | "sealed-to-others" | "not-age" | "damaged" | "other-file" | "other-content";
  readonly detail: string;
};

/** A grant that a reader has proved and opened: what the sealed file must be, and what must come out of it. */
export type OpenGrant = {
  readonly entry: { readonly index: number; readonly name: EntryName };
  readonly grant: CustodyPredicate;
  readonly exhibit: ExhibitPredicate;
  readonly opening: Opening;
  readonly statements: ProvenStatements;
};

export type UnsealPorts = ProofPorts & { readonly age: AgePort };

/**
 * Opens a grant with a reader's identities: the grant to one of them is signed and in the ledger, its commitment is to the content that
 * the sealed opening names, and that content is the exhibit's by its own statement in the same ledger. Input is untrusted.
 */
export async function openGrant(
  bytes: Uint8Array,
  identities: readonly string[],
  ports: UnsealPorts,
): Promise<Checked<OpenGrant, UnsealFault>> {
  const file = parseGrantFile(bytes);
  if (!file.ok) return refuse("bad-grant", file.fault);
  const granted = await proveStatements(file.value.statements, ports);
  if (!granted.ok) return refuse("bad-grant", granted.fault);
  if (granted.value.head.trust === "unknown")
    return refuse("bad-grant", "the trust file does not know the ledger of the grant, or too few of its witnesses have signed");
  const mine = await recipientsOf(identities, ports.age);
  const found = granted.value.statements.flatMap(({ index, name, statement }) =>
    statement.kind === "custody" && statement.predicate.event === "granted" && mine.has(statement.predicate.recipient ?? "")
      ? [{ entry: { index, name }, grant: statement.predicate }]
      : [],
  );
  const own = found.at(-1);
  if (own === undefined) return refuse("sealed-to-others", "the grant names none of the identities given");
  const opening = await decryptOpening(file.value.opening, identities, ports.age);
  if (!opening.ok) return opening;
  const { content, salt, exhibit } = opening.value;
  if (contentCommitment(ports.sha256, salt, content) !== own.grant.commitment)
    return refuse("bad-grant", "the sealed opening is not that of the commitment in the grant");
  const all = await proveStatements([...file.value.statements, exhibit], ports);
  if (!all.ok) return refuse("bad-grant", `the exhibit's statement: ${all.fault}`);
  const said = all.value.statements.flatMap(({ statement }) => (statement.kind === "exhibit" ? [statement.predicate] : []));
  const stated = said.find((one) => one.exhibit === own.grant.exhibit && sameContent(one.content, content));
  if (stated === undefined) return refuse("bad-grant", "the exhibit's own statement is of other content");
  return yes({ ...own, exhibit: stated, opening: opening.value, statements: all.value });
}

function refuse(kind: UnsealFault["kind"], detail: string): Checked<never, UnsealFault> {
  return no({ kind, detail });
}

async function recipientsOf(identities: readonly string[], age: AgePort): Promise<ReadonlySet<string>> {
  const recipients = await Promise.all(identities.map((identity) => age.recipientOf(identity)));
  return new Set(recipients.filter((recipient) => recipient !== undefined));
}

async function decryptOpening(
  sealed: Uint8Array,
  identities: readonly string[],
  age: AgePort,
): Promise<Checked<Opening, UnsealFault>> {
  const opened = await age.decrypt(once(sealed), identities);
  if (!opened.ok) return no({ kind: opened.fault.kind, detail: `the opening: ${opened.fault.detail}` });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of opened.value) {
      bytes += chunk.length;
      if (bytes > GRANT_BYTES_MAX) return refuse("bad-grant", `the opening has more than ${GRANT_BYTES_MAX} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AgeDamage) return refuse("damaged", `the opening: ${error.fault.detail}`);
    throw error;
  }
  const opening = parseOpening(concat(...chunks));
  return opening.ok ? opening : refuse("bad-grant", opening.fault);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
