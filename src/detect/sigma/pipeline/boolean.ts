/** An expression over names: not before and before or. */
export type BooleanTree =
  | { readonly op: "name"; readonly name: string }
  | { readonly op: "not"; readonly part: BooleanTree }
  | { readonly op: "and" | "or"; readonly parts: readonly BooleanTree[] };

const TOKEN = /[()]|[A-Za-z0-9_-]+|\S/g;
const TOKENS_MAX = 2_000;
const DEPTH_MAX = 64;

/** Reads such an expression; `bad` is called with what is wrong. */
export function readBoolean(text: string, bad: (detail: string) => never): BooleanTree {
  const tokens: readonly string[] = text.match(TOKEN) ?? [];
  if (tokens.length > TOKENS_MAX) bad(`more than ${TOKENS_MAX} words`);
  let at = 0;
  const is = (word: string): boolean => tokens[at]?.toLowerCase() === word;
  const chain = (op: "and" | "or", read: () => BooleanTree): BooleanTree => {
    const parts = [read()];
    while (is(op)) {
      at++;
      parts.push(read());
    }
    return parts.length === 1 ? (parts[0] as BooleanTree) : { op, parts };
  };
  const or = (depth: number): BooleanTree => chain("or", () => chain("and", () => not(depth)));
  const not = (depth: number): BooleanTree => {
    if (depth > DEPTH_MAX) bad(`more than ${DEPTH_MAX} levels`);
    if (!is("not")) return primary(depth);
    at++;
    return { op: "not", part: not(depth + 1) };
  };
  const primary = (depth: number): BooleanTree => {
    const token = tokens[at++];
    if (token === "(") {
      const inner = or(depth + 1);
      if (tokens[at++] !== ")") bad('expected ")"');
      return inner;
    }
    if (token === undefined || !/^[A-Za-z0-9_-]+$/.test(token)) return bad(`expected a name, got ${token ?? "the end"}`);
    return { op: "name", name: token };
  };
  const tree = or(0);
  return at === tokens.length ? tree : bad(`expected "and", "or" or the end, got "${tokens[at]}"`);
}

export function holdsTree(tree: BooleanTree, holds: (name: string) => boolean): boolean {
  if (tree.op === "name") return holds(tree.name);
  if (tree.op === "not") return !holdsTree(tree.part, holds);
  return tree.op === "and"
    ? tree.parts.every((part) => holdsTree(part, holds))
    : tree.parts.some((part) => holdsTree(part, holds));
}

export function namesIn(tree: BooleanTree): readonly string[] {
  if (tree.op === "name") return [tree.name];
  return tree.op === "not" ? namesIn(tree.part) : tree.parts.flatMap(namesIn);
}
