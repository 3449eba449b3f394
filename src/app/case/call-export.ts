import { z } from "zod";
import { Failure } from "../../lib/index.ts";
import type { Tlp } from "../../model/index.ts";
import { tlpWithin } from "../../stix/index.ts";
import { caseCall } from "./call.ts";
import { gradedDamage } from "./call-damage.ts";
import { claimsOf } from "./call-read.ts";
import { caseInSight } from "./desk.ts";
import { attackFlowFiles, type ExportedFile, nounsFile, stixFile } from "./export-files.ts";
import { foldOf } from "./folds.ts";
import { caseWord, tlpWord } from "./words.ts";

/** What an export wrote, and what is not in it. */
export type ToldExport = { readonly audience: Tlp; readonly files: readonly ExportedFile[]; readonly leftOut: number };

/**
 * A case in a form that others read, as far as they are cleared: the same case gives the same bytes. Throws CASE_REFUSED when the case as a whole is above
 * the audience, or when there is nothing of that form to write.
 */
export const exportCall = caseCall({
  name: "export",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord, format: z.enum(["stix", "attack-flow", "nouns"]), tlp: tlpWord.optional() }),
  run: async (desk, { case: id, format, tlp }): Promise<ToldExport> => {
    const booked = await caseInSight(desk, id);
    const audience = tlp ?? booked.casefile.tlp;
    if (!tlpWithin(booked.casefile.tlp, audience))
      throw new Failure(
        "CASE_REFUSED",
        `${id} is TLP:${booked.casefile.tlp.toUpperCase()}; nothing of it goes to readers cleared for TLP:${audience.toUpperCase()}`,
      );
    if (format === "nouns") return told(audience, nounsFile(booked, audience));
    if (format === "stix") {
      const { severity } = await gradedDamage(booked, new Map());
      return told(audience, stixFile(booked, { audience, exporter: desk.by, severity }));
    }
    const graph = foldOf(booked).view();
    const outcomes = claimsOf(booked, new Set(["outcome", "damage"])).map((claim) => claim.id);
    const files = attackFlowFiles(
      booked,
      outcomes.filter((outcome) => graph.linksTo(outcome, "causes").length > 0),
    );
    if (files.length === 0) throw new Failure("CASE_REFUSED", "no outcome of the case has causes that an Attack Flow could draw");
    return { audience, files, leftOut: 0 };
  },
});

function told(audience: Tlp, { file, leftOut }: { readonly file: ExportedFile; readonly leftOut: number }): ToldExport {
  return { audience, files: [file], leftOut };
}
