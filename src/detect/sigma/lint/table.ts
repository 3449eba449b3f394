import type { Check } from "./check.ts";
import { CONDITION_CHECKS } from "./checks-condition.ts";
import { CORRELATION_CHECKS } from "./checks-correlation.ts";
import { FILTER_CHECKS } from "./checks-filter.ts";
import { HEADING_CHECKS } from "./checks-heading.ts";
import { MODIFIER_CHECKS } from "./checks-modifiers.ts";
import { REGEX_CHECKS } from "./checks-regex.ts";
import { SET_CHECKS } from "./checks-set.ts";
import { SOURCE_CHECKS } from "./checks-source.ts";
import { TAG_CHECKS } from "./checks-tags.ts";
import { VALUE_CHECKS } from "./checks-values.ts";
import { WILDCARD_CHECKS } from "./checks-wildcards.ts";

/** Every check by what it looks at, in the order in which docs/rules.md lists them. */
export const CHECK_GROUPS: readonly { readonly title: string; readonly checks: readonly Check[] }[] = [
  { title: "What a rule says about itself", checks: HEADING_CHECKS },
  { title: "Tags", checks: TAG_CHECKS },
  { title: "Log sources and fields", checks: SOURCE_CHECKS },
  { title: "Wildcards and paths", checks: WILDCARD_CHECKS },
  { title: "Values", checks: VALUE_CHECKS },
  { title: "Modifiers", checks: MODIFIER_CHECKS },
  { title: "Regular expressions", checks: REGEX_CHECKS },
  { title: "Conditions", checks: CONDITION_CHECKS },
  { title: "Correlations", checks: CORRELATION_CHECKS },
  { title: "Filters", checks: FILTER_CHECKS },
  { title: "Rules beside one another", checks: SET_CHECKS },
];

export const CHECKS: readonly Check[] = CHECK_GROUPS.flatMap(({ checks }) => checks);
