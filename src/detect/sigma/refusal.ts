/** Where in a rule document: both count from 1. */
export type Place = { readonly line: number; readonly column: number };

/** Why a rule document is not loaded: a reason short enough to group by, the detail, and where. */
export type RuleFault = { readonly reason: string; readonly detail: string; readonly place: Place };

/** Carries a fault up to the loader, which turns it into a value. Never leaves this room. */
export class Refusal extends Error {
  readonly fault: RuleFault;

  constructor(reason: string, detail: string, place: Place) {
    super(`${reason}: ${detail}`);
    this.fault = { reason, detail, place };
  }
}

/** Refuses the rule document. `reason` is grouped by, so it holds no values of one rule beyond a name. */
export function refuse(reason: string, detail: string, place: Place): never {
  throw new Refusal(reason, detail, place);
}
