/** What a check found in a pack: `at` is the item's place (`rules.sovereignty`, `elements.harm`), `what` says the fault and what to do. An error keeps a pack from being shipped. */
export type PackFinding = {
  readonly pack: string;
  readonly at: string;
  readonly level: "error" | "warning";
  readonly what: string;
};
