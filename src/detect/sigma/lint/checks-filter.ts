import { entry } from "../heading.ts";
import { nearest } from "../nearest-word.ts";
import { type Check, quoted } from "./check.ts";
import { namesOf } from "./checks-set.ts";
import { mapAt, textAt, textsAt } from "./words.ts";

/** What only rules have: nothing is found, and nothing is grave, in a filter. */
const NOT_OF_FILTERS = ["level", "status"] as const;

/** Filters (Sigma filters specification 2.1). One without a dialect is refused, which says how to state it. */
export const FILTER_CHECKS: readonly Check[] = [
  {
    name: "filter-rule-unknown",
    severity: "warning",
    about: "The filter names a rule that none of the files looked at has by that id or name, so it changes nothing there.",
    example: "+filter: {rules: [logon_faild], selection: {User: root}, condition: selection}",
    *find({ tree }, scene) {
      const map = mapAt(tree, "filter");
      if (map === undefined) return;
      const names = namesOf(scene);
      for (const { text, place } of textsAt(map, "rules")) {
        if (/^(any|all)$/i.test(text) || names.has(text)) continue;
        const meant = nearest(text, names);
        yield {
          place,
          message: `no rule here has the id or name ${quoted(text)}${meant === undefined ? "" : `; is ${quoted(meant)} meant?`}`,
        };
      }
    },
  },
  {
    name: "filter-with-rule-words",
    severity: "hint",
    about: "A filter has a `level` or `status`; it alerts nobody, so they say nothing.",
    example: "+filter: {rules: [logon], selection: {User: root}, condition: selection}",
    *find({ tree }) {
      if (entry(tree, "filter") === undefined) return;
      for (const key of NOT_OF_FILTERS) {
        const found = textAt(tree, key);
        if (found !== undefined) yield { place: found.place, message: `a filter has no ${key}` };
      }
    },
  },
];
