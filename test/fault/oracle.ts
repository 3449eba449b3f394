import { checkPublishedTree, type Ledger } from "../../src/ledger/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { explainError, parseBase64, textOf } from "../../src/lib/index.ts";
import { leafHash, parseNote, verifyInclusion } from "../../src/merkle/index.ts";
import { LINE_BYTES, lineOf, UNIT_LINES } from "./feed.ts";
import type { LossyDisk } from "./lossy-files.ts";
import { nodeOptions } from "./node.ts";
import { feed, type History, type Run, SOURCES, startRun } from "./scenario.ts";

/**
 * Takes up a disk that a crash left, as a stranger first and then as the node, and compares it with what had been promised. Gives
 * every broken promise; none means that the crash was survived.
 */
export async function survive(disk: LossyDisk, promised: History, seed: number): Promise<readonly string[]> {
  const broken: string[] = [];
  try {
    broken.push(...(await strangersView(disk, promised)));
    const history: History = { statements: [], offsets: [], erased: [], signed: [] };
    const run = await startRun(disk, history, seed);
    broken.push(...(await keptPromises(run, promised)));
    await feed(run, 30);
    broken.push(...(await exactlyOnce(run.ledger, 30)));
    broken.push(...forks([...promised.signed, ...history.signed]));
    broken.push(
      ...(await run.ledger.check()).problems.map((problem) => `check: ${problem.kind} ${problem.at}: ${problem.detail}`),
    );
    await run.ledger.close();
  } catch (error) {
    broken.push(`it does not go on: ${explainError(error)}`);
  }
  return broken;
}

/** Before anything is repaired: the published checkpoint covers what was acknowledged, and its tiles and entries verify. */
async function strangersView(disk: LossyDisk, promised: History): Promise<readonly string[]> {
  const size = Math.max(0, ...promised.statements.map((statement) => statement.size));
  const gone: string[] = [];
  const batches = await envelopeText(disk);
  for (const { segment, entry } of promised.erased) {
    const back =
      segment === undefined
        ? !batches.includes(`,"index":${entry}}`)
        : (await disk.files.read(`ledger/segments/${segment}.ndjson.zst`)) !== undefined;
    if (back) gone.push(`${segment ?? `entry ${entry}`} is back although it was erased`);
  }
  if ((await disk.files.read("ledger/checkpoint")) === undefined)
    return size === 0 ? gone : [...gone, "the published checkpoint is gone"];
  const { problems, found } = await publishedSize(disk);
  if (found < size) gone.push(`the published checkpoint has size ${found}, ${size} was acknowledged`);
  return [...gone, ...problems];
}

async function envelopeText(disk: LossyDisk): Promise<string> {
  let text = "";
  for (const folder of await disk.files.list("ledger/envelopes")) {
    for (const name of await disk.files.list(`ledger/envelopes/${folder}`))
      text += textOf((await disk.files.read(`ledger/envelopes/${folder}/${name}`)) ?? new Uint8Array(0)) ?? "";
  }
  return text;
}

async function publishedSize(disk: LossyDisk): Promise<{ problems: readonly string[]; found: number }> {
  const { signer, files, checks } = await nodeOptions(disk.files, { seed: 0, signed: () => undefined });
  const logKeys = [signer.logEd25519.vkey, signer.logMlDsa44.vkey];
  const { size, problems } = await checkPublishedTree({ files, sha256, checks, logKeys });
  return { found: size, problems: problems.map(({ kind, at, detail }) => `published: ${kind} ${at}: ${detail}`) };
}

async function keptPromises({ ledger }: Run, promised: History): Promise<readonly string[]> {
  const broken: string[] = [];
  const root = rootOf(ledger.checkpoint);
  for (const { index, name } of promised.statements) {
    if (index >= ledger.size) {
      broken.push(`entry ${index} was acknowledged and is gone`);
      continue;
    }
    const entry = await ledger.entry(index);
    if (entry.name !== name) broken.push(`entry ${index} is another`);
    const leaf = leafHash(sha256, hexBytes(entry.name));
    const claim = { index: BigInt(index), size: BigInt(ledger.size), leaf, proof: await ledger.inclusionProof(index), root };
    if (!verifyInclusion(sha256, claim).ok) broken.push(`entry ${index} does not prove`);
  }
  for (const { source, offset } of promised.offsets) {
    if ((ledger.positions().get(source)?.offset ?? 0) < offset) broken.push(`${source} was sealed up to ${offset} and is not`);
  }
  return [...broken, ...(await exactlyOnce(ledger, undefined))];
}

/** The lines in the ledger are the source's, each once, up to its position; and each unit has stated its detection once. */
async function exactlyOnce(ledger: Ledger, lines: number | undefined): Promise<readonly string[]> {
  const broken: string[] = [];
  const next = new Map<string, number>(SOURCES.map((source) => [source, 0]));
  let [units, detections] = [0, 0];
  for await (const entry of ledger.entries()) {
    if (entry.erased) continue;
    if (entry.statement.kind === "detection" && entry.statement.predicate.rule.id === "first line") detections++;
    if (entry.statement.kind !== "segment") continue;
    const { predicate } = entry.statement;
    for (const { id, from, to } of predicate.sources) {
      if (from.offset !== (next.get(id) ?? 0) * LINE_BYTES) broken.push(`${predicate.segment} begins ${id} at ${from.offset}`);
      next.set(id, to.offset / LINE_BYTES);
      units += Math.ceil((to.offset - from.offset) / LINE_BYTES / UNIT_LINES);
    }
    broken.push(...(await linesOf(ledger, predicate)));
  }
  if (detections !== units) broken.push(`${units} units have ${detections} detections`);
  return [...broken, ...endsOf(ledger, next, lines)];
}

/** Every source stands where its records end, and at `lines` where that is given. */
function endsOf(ledger: Ledger, next: ReadonlyMap<string, number>, lines: number | undefined): readonly string[] {
  const broken: string[] = [];
  for (const [source, line] of next) {
    if ((ledger.positions().get(source)?.offset ?? 0) !== line * LINE_BYTES)
      broken.push(`${source} does not stand where its records end`);
    if (lines !== undefined && line !== lines) broken.push(`${source} has ${line} lines, expected ${lines}`);
  }
  return broken;
}

type Predicate = {
  readonly segment: Parameters<Ledger["segmentRecords"]>[0];
  readonly sources: readonly { id: string; from: { offset: number }; to: { offset: number } }[];
};

async function linesOf(ledger: Ledger, { segment, sources }: Predicate): Promise<readonly string[]> {
  const expected = new Map(sources.map(({ id, from }) => [id, from.offset]));
  let erased = 0;
  for await (const sealed of ledger.segmentRecords(segment)) {
    if (sealed.erased) {
      erased++;
      continue;
    }
    const { source, offset } = sealed.record.origin;
    if (textOf(sealed.record.bytes) !== lineOf(source, offset / LINE_BYTES))
      return [`${segment}/${sealed.index} has other bytes`];
    if (erased === 0 && expected.get(source) !== offset)
      return [`${segment}/${sealed.index} is at ${offset}, expected ${expected.get(source)}`];
    expected.set(source, offset + LINE_BYTES);
  }
  const short = erased === 0 && sources.some(({ id, to }) => expected.get(id) !== to.offset);
  return short ? [`${segment} lacks records`] : [];
}

/** No two roots for one size. */
function forks(signed: readonly { readonly size: string; readonly root: string }[]): readonly string[] {
  const roots = new Map<string, string>();
  const broken: string[] = [];
  for (const { size, root } of signed) {
    if ((roots.get(size) ?? root) !== root) broken.push(`two roots were signed for size ${size}`);
    roots.set(size, root);
  }
  return broken;
}

function rootOf(checkpoint: Uint8Array): Uint8Array {
  const note = parseNote(checkpoint);
  const root = note.ok ? parseBase64(note.value.text.split("\n")[2] ?? "") : note;
  if (!root.ok) throw new Error("the checkpoint cannot be read");
  return root.value;
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}
