import type { Command } from "commander";
import { caseTimelineLines, timelineCall, timelinePicture } from "../app/index.ts";
import { type CaseFlags, callCase, caseVerb, printCase, writePicture } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

/** `meridian case timeline`: a case in the order of time. */
export function addCaseTimeline(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "timeline", "put a case in the order of time, clocks corrected, with what is not known of the order")
    .argument("<case>", "the case")
    .option("--svg <file>", "also as a picture")
    .addHelpText("after", "\nExample:\n  meridian case timeline case-0123456789ab --data d --svg timeline.svg")
    .action(async (id: string, flags: CaseFlags & { readonly svg?: string }) => {
      const timeline = await callCase(flags, timelineCall, { case: id });
      if (flags.svg !== undefined) await writePicture(flags.svg, timelinePicture(timeline, `Timeline of ${id}`));
      printCase(flags, timeline, (told) => printableLines(caseTimelineLines(told)));
      exit(EXIT.yes);
    });
}
