import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SigningKey } from "../../ledger/index.ts";
import { diskFiles, randomBytes, sha256 } from "../../ledger/io/index.ts";
import { Failure, type FilePort, isoTime, present, toHex } from "../../lib/index.ts";
import { type Digest, type EntryName, type RedactionPredicate, redactionSubjects } from "../../model/index.ts";
import {
  COPY,
  type CopyTally,
  type Cut,
  contentCommitment,
  copyFields,
  cutName,
  type ExhibitChain,
  emptyTally,
  eraseSalts,
  exhibitSalt,
  type FieldTree,
  keptTree,
  TreeStore,
  withheldCounts,
} from "../../vault/index.ts";
import { beginHash, exportFile, refuseExisting } from "../../vault/io/index.ts";
import { makeFolder } from "../make-folder.ts";
import { hostClock } from "../pipeline.ts";
import { type CustodyDesk, openCustody } from "./custody.ts";
import type { Words } from "./custody-record.ts";
import { writeCopyStatements } from "./redact-copy.ts";
import type { RedactionRules } from "./redact-rules.ts";
import { recordBound, refuseBound } from "./seal-record.ts";
import { vaultOf } from "./vault-of.ts";

/** What a redaction is asked for. `out` is the folder of the copy, which must not exist. */
export type RedactionOrder = {
  readonly cut: Cut;
  readonly rules: RedactionRules;
  readonly audience: string;
  readonly words: Words;
  readonly out: string;
  /** The own key of who redacts; without it the keeper signs for their people. */
  readonly key?: SigningKey;
  readonly onFields?: (fields: number) => void;
};

/** A copy that was made, and the entry of the statement on it. */
export type Redacted = {
  readonly index: number;
  readonly fields: number;
  readonly shown: number;
  readonly withheld: number;
  readonly isFirst: boolean;
};

/** An exhibit's kept cut, with what reads it again. */
export type OpenTree = {
  readonly store: TreeStore;
  readonly tree: FieldTree;
  readonly commitment: Digest;
  readonly read: () => AsyncIterable<Uint8Array>;
  /** The first redaction statement on this tree's root; null while there is none. */
  readonly first: EntryName | null;
};

/** The vault's directory as a port for small files. */
export function vaultFiles(dataDirectory: string): FilePort {
  return diskFiles(join(dataDirectory, "vault"));
}

/** Opens the kept cut of an exhibit, or makes it. Erasures that were stated and not finished are finished. */
export async function openTree(desk: CustodyDesk, { exhibit }: ExhibitChain, cut: Cut): Promise<OpenTree> {
  const { dataDirectory } = desk.node;
  const files = vaultFiles(dataDirectory);
  const { content, exhibit: id } = exhibit;
  const vault = vaultOf(desk.node);
  if (!(await vault.has(id)))
    throw new Failure("REDACTION_REFUSED", `the bytes of exhibit ${exhibit.number} are not in this vault`);
  const read = () => vault.read(id, content);
  const commitment = contentCommitment(sha256, await exhibitSalt(files, id, randomBytes), content);
  const store = new TreeStore(files, id, cutName(cut));
  const tree = await keptTree(store, cut, { exhibit: id, content, read }, { sha256, randomBytes });
  const said = statementsOn(desk, tree.root);
  for (const { predicate } of said) if (predicate.erased !== null) await eraseSalts(store, tree, predicate.erased.fields);
  return { store, tree, commitment, read, first: said[0]?.name ?? null };
}

/** What the ledger says of a field tree, in its order. */
function statementsOn(
  { entries }: CustodyDesk,
  root: Digest,
): readonly { readonly name: EntryName; readonly predicate: RedactionPredicate }[] {
  return entries.flatMap(({ name, said }) =>
    said.kind === "redaction" && said.predicate.root === root ? [{ name, predicate: said.predicate }] : [],
  );
}

/**
 * Makes a redacted copy: cut, salted and stated in the ledger; custody says who did it. The folder is whole when this resolves. Throws
 * REDACTION_REFUSED, CUSTODY_REFUSED, EXHIBIT_CHANGED, and CLI_USAGE when something stands at `out`.
 */
export async function redactExhibit(desk: CustodyDesk, chain: ExhibitChain, order: RedactionOrder): Promise<Redacted> {
  await refuseExisting(order.out);
  const open = await openTree(desk, chain, order.cut);
  const bound = { commitment: open.commitment, recipient: null, outputs: [] };
  refuseBound(desk, chain, { ...order.words, ...bound, event: "redacted" }, order.key);
  await makeFolder(join(order.out, "data")).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not write to ${order.out}`, error);
  });
  const copy = await writeFields(desk, open, order).catch(async (error: unknown) => {
    await rm(order.out, { recursive: true, force: true }); // nothing speaks of it yet
    throw error;
  });
  const predicate = copyPredicate(chain, open, order, copy);
  const statement = { kind: "redaction" as const, subject: redactionSubjects(predicate), predicate };
  const receipt = present((await desk.node.ledger.append([statement]))[0], "one statement has one receipt");
  const after = await openCustody(desk.node);
  const deed = { ...order.words, ...bound, answers: receipt.name, event: "redacted" as const };
  const event = await recordBound(after, chain, deed, order.key);
  await writeCopyStatements(desk.node, order.out, { entry: receipt.index, events: [event.index], redaction: predicate });
  const { shown } = copy.tally;
  return {
    index: receipt.index,
    fields: open.tree.fields,
    shown,
    withheld: open.tree.fields - shown,
    isFirst: open.first === null,
  };
}

type WrittenFields = { readonly sha256: Digest; readonly bytes: number; readonly tally: CopyTally };

async function writeFields(
  { keeper }: CustodyDesk,
  open: OpenTree,
  { rules, out, onFields }: RedactionOrder,
): Promise<WrittenFields> {
  const tally = emptyTally();
  const hash = beginHash("sha256");
  let bytes = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    const options = {
      ...open,
      decide: rules.decide,
      keeper,
      sha256,
      tally,
      ...(onFields === undefined ? {} : { onProgress: onFields }),
    };
    for await (const piece of copyFields(options)) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  await exportFile(join(out, COPY.fields), measured());
  return { sha256: toHex(hash.digest()) as Digest, bytes, tally };
}

function copyPredicate(
  { exhibit }: ExhibitChain,
  open: OpenTree,
  { audience, rules, words }: RedactionOrder,
  copy: WrittenFields,
): RedactionPredicate {
  const { tree, commitment, first } = open;
  return {
    act: "copy",
    exhibit: exhibit.exhibit,
    commitment,
    cut: tree.cut,
    root: tree.root,
    fields: tree.fields,
    first,
    copy: { sha256: copy.sha256, bytes: copy.bytes, shown: copy.tally.shown, withheld: withheldCounts(copy.tally), audience },
    erased: null,
    by: words.actor.name,
    at: isoTime(hostClock()),
    rule: rules.rule,
  };
}
