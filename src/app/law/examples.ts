import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { sha256 } from "../../ledger/io/index.ts";
import { assert, Failure, formatJson, type Json, present, textOf, toHex } from "../../lib/index.ts";
import type { CaseId } from "../../model/index.ts";
import type { AnyCaseCall } from "../case/call.ts";
import { addNouns } from "../case/call-enter.ts";
import { newCase } from "../case/call-new.ts";
import type { Entered } from "../case/enter.ts";
import { EXAMPLE_CASES } from "../installation.ts";
import { readingCall } from "./call-reading.ts";

const word = z.string().regex(/^[A-Za-z][\w-]{0,99}$/);
const reference = z.string().regex(/^\$[A-Za-z][\w-]{0,99}$/);
const texts = z.array(z.string());

/** `case.yaml` of an example: the casefile, what the exhibits are, and how its claims are read. */
const exampleShape = z.strictObject({
  title: z.string(),
  victim: z.string(),
  /** What is said in public, in one sentence. */
  claimed: z.string(),
  sectors: texts,
  jurisdictions: texts,
  awareAt: z.string(),
  tlp: z.string(),
  /** Whose part is asked about, by the name of its entity in the document. */
  respondent: word,
  exhibits: z.array(
    z.strictObject({
      as: word,
      file: z.string().regex(/^[a-z][a-z0-9-]*\.txt$/),
      title: z.string(),
      origin: z.string(),
      taken: z.string(),
      tlp: z.string(),
      kinds: texts,
    }),
  ),
  readings: z.array(
    z.strictObject({
      claim: reference,
      prop: z.string(),
      shows: texts,
      refutes: texts,
      of: reference.optional(),
      why: z.string(),
    }),
  ),
});

/** An invented case that ships with Meridian: its description, and the document of its nouns with the digests of its exhibits; `accused` is what its respondent is called. */
export type ExampleCase = z.output<typeof exampleShape> & {
  readonly name: string;
  readonly document: string;
  readonly accused: string;
};

/** The files of an example as texts; exhibits by the name of their file. */
export type ExampleFiles = { readonly case: string; readonly nouns: string; readonly exhibits: ReadonlyMap<string, Uint8Array> };

/** The names of the examples that ship, in order. */
export async function exampleNames(): Promise<readonly string[]> {
  const entries = await readdir(EXAMPLE_CASES, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** Every example that ships, in the order of the names. */
export async function listExamples(): Promise<readonly ExampleCase[]> {
  return Promise.all((await exampleNames()).map(readExample));
}

/** One example, by its name. Throws CASE_UNKNOWN when none has it. */
export async function readExample(name: string): Promise<ExampleCase> {
  const names = await exampleNames();
  if (!names.includes(name)) throw new Failure("CASE_UNKNOWN", `there is no example ${name}; there are ${names.join(", ")}`);
  return composeExample(name, await exampleFiles(name));
}

/** The files of an example, as they lie in its folder. */
export async function exampleFiles(name: string): Promise<ExampleFiles> {
  const folder = join(EXAMPLE_CASES, name);
  const read = async (file: string) => present(textOf(await readFile(join(folder, file))), `${file} of an example is UTF-8`);
  const list = await readdir(join(folder, "exhibits"));
  const exhibits = list.map(async (file) => [file, new Uint8Array(await readFile(join(folder, "exhibits", file)))] as const);
  return { case: await read("case.yaml"), nouns: await read("nouns.yaml"), exhibits: new Map(await Promise.all(exhibits)) };
}

/** Puts an example together: each exhibit becomes a record with the SHA-256 of its file, before the nouns that speak of it. */
export function composeExample(name: string, files: ExampleFiles): ExampleCase {
  const told = exampleShape.parse(parse(files.case));
  const { nouns } = z.strictObject({ nouns: z.array(z.record(z.string(), z.json())) }).parse(parse(files.nouns));
  const records = told.exhibits.map(({ as, file, title, origin, taken, tlp }) => {
    const bytes = present(files.exhibits.get(file), "an example has the exhibits that it names");
    const place = { kept: "elsewhere", title, sha256: toHex(sha256(bytes)), url: null };
    return { as, noun: "record", place, media: "text/plain", origin, taken, tlp };
  });
  const accused = nouns.find(({ as }) => as === told.respondent)?.["name"];
  assert(typeof accused === "string", "the respondent of an example is an entity of it");
  return { name, ...told, accused, document: formatJson([...records, ...nouns] as Json) };
}

/** What opening an example came to. */
export type OpenedExample = {
  readonly name: string;
  readonly case: CaseId;
  readonly title: string;
  /** Whose part is asked about, by name, as `assess` takes it. */
  readonly respondent: string;
  readonly entered: Entered;
};

/** Makes one call of cases; each edge has its own way. */
export type MakeCall = (call: AnyCaseCall, input: unknown) => Promise<unknown>;

/**
 * Opens an example through the same three calls that people make: a new case, its document of nouns, and its readings. Throws what they throw.
 * A second opening gives a second case.
 */
export async function openExample(example: ExampleCase, make: MakeCall): Promise<OpenedExample> {
  const { name, title, victim, sectors, jurisdictions, awareAt, tlp, accused, document } = example;
  const opened = await make(newCase, { title, victim, sectors, jurisdictions, awareAt, tlp });
  const { case: id } = opened as { readonly case: CaseId };
  const entered = (await make(addNouns, { case: id, document })) as Entered;
  const ids = new Map(entered.nouns.flatMap((noun) => (noun.as === null ? [] : [[noun.as, noun.id] as const])));
  const idOf = (as: string) => present(ids.get(as.replace("$", "")), "an example's readings speak of its own nouns");
  const claims = example.readings.map(({ claim, of, ...rest }) => ({
    ...rest,
    claim: idOf(claim),
    of: of === undefined ? null : idOf(of),
  }));
  const records = example.exhibits.map(({ as, kinds }) => ({ record: idOf(as), kinds }));
  await make(readingCall, { case: id, claims, records });
  return { name, case: id, title, respondent: accused, entered };
}
