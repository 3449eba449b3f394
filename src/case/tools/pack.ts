import { type Checked, formatJson, type Json, no, type Sha256, type Shape, shape, toHex, utf8, yes } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";
import { readYaml } from "../../yaml/index.ts";
import { compilePredicates, predicateShape } from "./predicate.ts";
import type { Trait } from "./trait.ts";

export const PACK_UNITS_MAX = 200_000;
const TRAITS_MAX = 500;

/** Why a pack, list or bundle cannot be used: where, and what was expected there. */
export type ToolFault = { readonly kind: "bad-tools"; readonly where: string; readonly expected: string };

const share = shape.number(0, 1);
const sharesForm = shape.list(share, 3);
/** At least, best guess, at most. */
const sharesShape: Shape<Range> = (json, path) => {
  const read = sharesForm(json, path);
  if (!read.ok) return read;
  const [lo, best, hi] = read.value;
  if (lo === undefined || best === undefined || hi === undefined || lo > best || best > hi || best === 0)
    return no({ kind: "bad-shape", path, expected: "three shares from 0 to 1, ascending, the second not 0" });
  return yes({ lo, best, hi });
};

const packShape = shape.record({
  title: shape.text(300),
  tool: shape.record({
    id: shape.pattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "an id such as S0039 or remote-exec"),
    name: shape.text(200),
  }),
  sources: shape.list(shape.text(1000), 20),
  reviewed: shape.record({ by: shape.text(200), on: shape.pattern(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-22") }),
  traits: shape.list(
    shape.record({
      way: shape.word("command-line", "behaviour"),
      says: shape.text(500),
      level: shape.word("build", "family"),
      shows: sharesShape,
      forgeability: share,
      also: shape.list(shape.text(200), 50),
      where: shape.list(predicateShape, 20),
    }),
    TRAITS_MAX,
  ),
});

/** Reads a pack: one tool and what it shows, as YAML 1.2. Input is untrusted. packs/tools, docs/tools.md §Packs. */
export function readToolPack(text: string, sha256: Sha256): Checked<readonly Trait[], ToolFault> {
  const document = readYaml(text, PACK_UNITS_MAX);
  if (!document.ok) {
    const { line, problem } = document.fault;
    return no({ kind: "bad-tools", where: "pack", expected: `YAML: ${problem} at line ${line}` });
  }
  const read = packShape(document.value, "pack");
  if (!read.ok) return no({ kind: "bad-tools", where: read.fault.path, expected: read.fault.expected });
  const { tool, title, reviewed } = read.value;
  const traits: Trait[] = [];
  for (const [at, { where, ...rest }] of read.value.traits.entries()) {
    const test = compilePredicates(where);
    if (!test.ok) return no({ kind: "bad-tools", where: `pack.traits[${at}]`, expected: test.fault });
    const key = traitKey(rest.way, where, sha256);
    traits.push({
      ...rest,
      key,
      tool,
      source: `${title}, reviewed ${reviewed.on} by ${reviewed.by}`,
      anchors: null,
      test: test.value,
    });
  }
  return yes(traits);
}

/** Equal tests have equal keys. */
export function traitKey(way: string, tested: unknown, sha256: Sha256): string {
  return toHex(sha256(utf8(formatJson([way, tested] as Json))));
}
