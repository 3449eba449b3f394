/** One pack, in UTF-16 units; how deep a rule may nest; how many of each a pack may have. */
export const PACK_UNITS_MAX = 1_000_000;
export const NODE_DEPTH_MAX = 24;
export const PACK_ITEMS_MAX = 2000;
/** One rule with all that it leans on written out: its leaves, and rules in each other. */
export const RULE_LEAVES_MAX = 5000;
export const RULES_DEEP_MAX = 32;
