import type { ToldReload } from "../app/index.ts";

/** Says what became of changed rules. Why they are not used is said once, however often they are saved, until they can be used again. */
export function reloadTeller(say: (line: string) => void): (told: ToldReload) => void {
  let reason: string | undefined;
  return (told) => {
    const was = reason;
    reason = told.kind === "kept" ? told.reason : undefined;
    if (told.kind === "taken") say(`rules have changed: ${told.rules} at work, ${told.refused} refused; set ${told.set}`);
    else if (told.kind === "same" && was !== undefined) say("rules can be used again, and are those that are at work");
    else if (told.kind === "kept" && told.reason !== was)
      say(`changed rules are not used, the old ones stay at work: ${told.reason}`);
  };
}
