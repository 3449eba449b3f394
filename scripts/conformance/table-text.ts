/** Where a table is wrong. */
export class TableError extends Error {}

/** What stands above the rows of a group: the text of rules and all that goes with them. */
export type Group = {
  readonly rationale: string;
  readonly trap: number | undefined;
  readonly isDecided: boolean;
  readonly spec: { readonly document: string; readonly section: string };
  /** Lines by their mark: ":" items, ";" detection, ">" documents, "~" correlation, "p>" pipelines, "f>" filters, "o>" options. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  /** Names of the base rules that stand before everything else. */
  readonly bases: readonly string[];
};

/** One row: `mark` is + - ! = or *. */
export type Row = {
  readonly mark: string;
  readonly text: string;
  readonly title: string;
  readonly group: Group;
  readonly line: number;
};
export type FeatureRows = { readonly feature: string; readonly rows: readonly Row[] };

const TEXT_MARKS = [":", ";", ">", "~", "p>", "f>", "o>"];
const ROW_MARKS = ["+", "-", "!", "=", "*"];

/** Reads a table (conformance/sigma/README.md, "Tables"). Throws TableError with the line. */
export function readTable(path: string, text: string): readonly FeatureRows[] {
  const reader = new TableReader();
  for (const [index, line] of text.split("\n").entries()) {
    try {
      reader.read(line, index + 1);
    } catch (error) {
      throw new TableError(`${path}:${index + 1}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return reader.features;
}

class TableReader {
  readonly features: { feature: string; rows: Row[] }[] = [];
  #spec = { document: "", section: "" };
  #shared = new Map<string, string[]>();
  #sharedBases: string[] = [];
  #group: (Group & { lines: Map<string, string[]>; bases: string[] }) | undefined;

  read(line: string, number: number): void {
    if (line.trim() === "" || line.startsWith("# ")) return;
    const mark = line.split(" ", 1)[0] as string;
    const rest = line.slice(mark.length + 1);
    if (mark === "==") this.#feature(rest);
    else if (mark === "@@") this.#spec = specOf(rest);
    else if (mark === "--") this.#open(rest);
    else if (mark === "@rules") (this.#group?.bases ?? this.#sharedBases).push(...rest.split(" "));
    else if (TEXT_MARKS.includes(mark)) this.#text(mark, rest);
    else if (ROW_MARKS.includes(mark)) this.#row(mark, rest, number);
    else throw new TableError(`unknown mark "${mark}"`);
  }

  #feature(rest: string): void {
    const [name = "", spec = ""] = rest.split(" @ ");
    this.#spec = specOf(spec);
    this.#shared = new Map();
    this.#sharedBases = [];
    this.#group = undefined;
    this.features.push({ feature: name.trim(), rows: [] });
  }

  #open(rest: string): void {
    const flags = [...rest.matchAll(/\[(decided|trap \d+)\]/g)].map((match) => match[1] as string);
    const trap = flags.find((flag) => flag.startsWith("trap "));
    this.#group = {
      rationale: rest.replace(/\s*\[(?:decided|trap \d+)\]/g, "").trim(),
      trap: trap === undefined ? undefined : Number(trap.slice(5)),
      isDecided: flags.includes("decided"),
      spec: this.#spec,
      lines: new Map([...this.#shared].map(([mark, lines]) => [mark, [...lines]])),
      bases: [...this.#sharedBases],
    };
  }

  #text(mark: string, line: string): void {
    const lines = this.#group?.lines ?? this.#shared;
    lines.set(mark, [...(lines.get(mark) ?? []), line]);
  }

  #row(mark: string, rest: string, line: number): void {
    const at = rest.lastIndexOf(" | ");
    if (at === -1) throw new TableError("a row needs a title after |");
    if (this.#group === undefined) throw new TableError("a row needs a group");
    const feature = this.features[this.features.length - 1];
    feature?.rows.push({ mark, text: rest.slice(0, at).trim(), title: rest.slice(at + 3).trim(), group: this.#group, line });
  }
}

function specOf(text: string): { document: string; section: string } {
  const [document, section] = text.split(" / ");
  if (document === undefined || section === undefined) throw new TableError(`expected "document / section", got "${text}"`);
  return { document: document.trim(), section: section.trim() };
}
