import type { LawText } from "../model/index.ts";

/** What a question of a pack asks, and what a careful opponent would ask of it. */
export type Asked = { readonly ask: LawText; readonly critical: readonly LawText[] };
