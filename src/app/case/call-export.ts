import { z } from "zod";
import { Failure } from "../../lib/index.ts";
import type { Tlp } from "../../model/index.ts";
import { tlpWithin } from "../../stix/index.ts";
import { caseCall } from "./call.ts";
import { caseInSight } from "./desk.ts";
import { attackFlowFiles, clearedFor, type ExportedFile, nounsFile, stixFile } from "./export-files.ts";
import { reportFile } from "./report-files.ts";
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
  input: z.strictObject({
    case: caseWord,
    format: z.enum(["report", "markdown", "stix", "attack-flow", "nouns"]),
    tlp: tlpWord.optional(),
  }),
  run: async (desk, { case: id, format, tlp }): Promise<ToldExport> => {
    const booked = await caseInSight(desk, id);
    const audience = tlp ?? booked.casefile.tlp;
    if (!tlpWithin(booked.casefile.tlp, audience))
      throw new Failure(
        "CASE_REFUSED",
        `${id} is TLP:${booked.casefile.tlp.toUpperCase()}; nothing of it goes to readers cleared for TLP:${audience.toUpperCase()}`,
      );
    if (format === "nouns") return told(audience, nounsFile(booked, audience));
    const cleared = await clearedFor(booked, audience);
    const { leftOut } = cleared;
    if (format === "stix") return told(audience, stixFile(booked, { audience, exporter: desk.by, cleared }));
    if (format !== "attack-flow") return { audience, leftOut, files: [reportFile(booked, cleared, { audience, format })] };
    const files = attackFlowFiles(booked, cleared.fold);
    if (files.length === 0) throw new Failure("CASE_REFUSED", "no outcome of the case has causes that an Attack Flow could draw");
    return { audience, files, leftOut };
  },
});

function told(audience: Tlp, { file, leftOut }: { readonly file: ExportedFile; readonly leftOut: number }): ToldExport {
  return { audience, files: [file], leftOut };
}
