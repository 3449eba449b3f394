import { withoutSpaces } from "../facts.ts";
import { nearest } from "../nearest-word.ts";

const NAMES_MAX = 5;
const FIELDS_MAX = 2_000;

/** Fields of an event that a rule may mean by a name which is not there: other case, a path that ends in it, a slip of the pen. */
export function namesLike(field: string, names: readonly string[]): readonly string[] {
  const wanted = plain(field);
  const some = names.slice(0, FIELDS_MAX);
  const alike = some.filter((name) => plain(name) === wanted || plain(name.slice(name.lastIndexOf(".") + 1)) === wanted);
  const slip = nearest(field, some);
  return [...new Set([...alike, ...(slip === undefined ? [] : [slip])])].slice(0, NAMES_MAX);
}

function plain(name: string): string {
  return withoutSpaces(name).toLowerCase().replaceAll(/[_-]/g, "");
}
