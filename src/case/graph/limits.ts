/** Nouns of one case. spec/docket.md §Limits. */
export const CASE_NOUNS_MAX: number = 500_000;
/** Claims of one case. */
export const CASE_CLAIMS_MAX: number = 10_000;
/** Links into one noun. */
export const LINKS_INTO_MAX: number = 200_000;
/** `causes` links of one case. */
export const CAUSES_MAX: number = 10_000;
/** Judgements on one noun. */
export const JUDGEMENTS_MAX: number = 1000;
/** Steps from a noun down to its farthest record. */
export const SUPPORT_DEPTH_MAX: number = 64;
/** `causes` links in a row. */
export const CAUSES_DEPTH_MAX: number = 256;
/** A withdrawal of a withdrawal of …: so many in a row. */
export const WITHDRAWAL_DEPTH_MAX: number = 16;
/** Ways from one noun down to records, each counted; bounds what scoring it can cost. */
export const WAYS_MAX: number = 200_000;
/** Ways of all claims of a case together; bounds what scoring the case can cost. */
export const CASE_WAYS_MAX: number = 5_000_000;
