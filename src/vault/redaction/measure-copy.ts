import { type Sha256, toHex } from "../../lib/index.ts";
import { Frontier } from "../../merkle/index.ts";
import type { BeginHash } from "../content-hash.ts";
import { type CopyTally, count, emptyTally, REASONS_MAX } from "./copy.ts";
import type { Cut } from "./cut/field.ts";
import { fieldLeaf } from "./field-leaf.ts";
import type { CopyField } from "./field-line.ts";
import { isLineFault, readFieldLines } from "./read-lines.ts";

/** What a copy's list of fields amounts to, computed from nothing but its bytes. `problems` quote no value. */
export type MeasuredCopy = {
  readonly root: string;
  readonly fields: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly tally: CopyTally;
  readonly problems: readonly string[];
};

type World = { readonly sha256: Sha256; readonly beginHash: BeginHash };

/** Reads a copy's list of fields once, in bounded memory. Input is untrusted; total. */
export async function measureCopy(content: AsyncIterable<Uint8Array>, cut: Cut | undefined, world: World): Promise<MeasuredCopy> {
  const hash = world.beginHash("sha256");
  let bytes = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const [frontier, tally] = [new Frontier(world.sha256), emptyTally()];
  const problems: string[] = [];
  const order = createOrder(cut);
  for await (const field of readFieldLines(hashed())) {
    if (isLineFault(field)) {
      problems.push(`line ${field.line}: expected ${field.expected}`);
      break;
    }
    const place = order(field, frontier.size);
    if (place !== undefined && problems.length === 0) problems.push(`line ${frontier.size + 1}: ${place}`);
    if (!count(tally, field)) {
      problems.push(`line ${frontier.size + 1}: expected at most ${REASONS_MAX} different reasons and owners`);
      break;
    }
    frontier.append(field.kind === "withheld" ? field.leaf : fieldLeaf(world.sha256, field.path, field.salt, field.value));
  }
  return { root: toHex(frontier.root()), fields: frontier.size, sha256: toHex(hash.digest()), bytes, tally, problems };
}

const LINE = /^(?:line|row)\/([1-9][0-9]{0,14})(?=[/+]|$)/;

/**
 * Watches that the paths shown are those that the cut gives at their places, as far as that can be seen: no value is told twice
 * under one path, and no later line stands before an earlier one.
 */
function createOrder(cut: Cut | undefined): (field: CopyField, index: number) => string | undefined {
  let [previousLine, previousPath] = [0, ""];
  return (field, index) => {
    if (field.kind === "withheld" || cut === undefined || cut.method === "json") return undefined;
    if (cut.method === "bytes") {
      const expected = `bytes/${index * (cut.blockBytes ?? 0)}`;
      return field.path === expected ? undefined : `expected the path ${expected}`;
    }
    const line = Number(LINE.exec(field.path)?.[1] ?? 0);
    // Each line is at least one field, so a line never stands further back than its number.
    if (line === 0 || line < previousLine || field.path === previousPath || line > index + 1)
      return "expected the path of a line, in order";
    [previousLine, previousPath] = [line, field.path];
    return undefined;
  };
}
