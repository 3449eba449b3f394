/** One pack, in UTF-16 units; how deep a rule may nest; how many of each a pack may have. */
export const PACK_UNITS_MAX = 1_000_000;
export const NODE_DEPTH_MAX = 24;
export const PACK_ITEMS_MAX = 2000;
