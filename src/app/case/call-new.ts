import { z } from "zod";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, formatJson, toHex, utf8 } from "../../lib/index.ts";
import type { CasefilePredicate, CaseId, StatementOf } from "../../model/index.ts";
import { caseCall } from "./call.ts";
import { type CaseDesk, caseInSight, nowAt, requireScope, requireSealed } from "./desk.ts";
import { caseWord, text, timeWord, tlpWord } from "./words.ts";

const LIST_MAX = 50;

/** Opens a case about one victim's harm. */
export const newCase = caseCall({
  name: "new",
  about: "all",
  does: "states",
  input: z.strictObject({
    title: text(1000),
    victim: text(400),
    incidents: z.array(caseWord).max(1000).default([]),
    sectors: z.array(text(100)).max(LIST_MAX).default([]),
    jurisdictions: z.array(text(100)).max(LIST_MAX).default([]),
    duties: z.array(text(100)).max(LIST_MAX).default([]),
    awareAt: timeWord.nullable().default(null),
    tlp: tlpWord.default("amber"),
  }),
  run: async (desk, words): Promise<CasefilePredicate> => {
    requireScope(desk.scope, words.victim);
    if (words.incidents.length > 0) requireSealed(desk);
    await desk.book.refresh();
    const unknown = words.incidents.find((incident) => desk.book.incident(incident) === undefined);
    if (unknown !== undefined)
      throw new Failure("CASE_UNKNOWN", `there is no incident ${unknown}; \`meridian cases\` lists what was detected`);
    const opened = { ...words, event: "opened", by: desk.by, at: nowAt(desk) } as const;
    const predicate: CasefilePredicate = { case: newCaseId(desk, opened), ...opened };
    await desk.world.append([casefileStatement(predicate)]);
    return predicate;
  },
});

/** Changes what a casefile says, or closes the case; what is not named stays. */
export const changeCase = caseCall({
  name: "change",
  about: "one",
  does: "states",
  input: z.strictObject({
    case: caseWord,
    close: z.boolean().default(false),
    title: text(1000).optional(),
    sectors: z.array(text(100)).max(LIST_MAX).optional(),
    jurisdictions: z.array(text(100)).max(LIST_MAX).optional(),
    duties: z.array(text(100)).max(LIST_MAX).optional(),
    awareAt: timeWord.optional(),
    tlp: tlpWord.optional(),
  }),
  run: async (desk, { case: id, close, ...words }): Promise<CasefilePredicate> => {
    const { casefile } = await caseInSight(desk, id);
    // Who states the casefile keeps the case, and may then withdraw anybody's word in it.
    if (desk.scope !== null && desk.by !== casefile.by)
      throw new Failure("CASE_WALLED", `only ${casefile.by}, who keeps the case, may change its casefile`);
    const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
    const event = close ? "closed" : "changed";
    const predicate: CasefilePredicate = { ...casefile, ...given, event, by: desk.by, at: nowAt(desk) };
    await desk.world.append([casefileStatement(predicate)]);
    return predicate;
  },
});

/** A case's id follows from what opened it; a second one with the very same words at the same moment gets another. */
function newCaseId({ book }: CaseDesk, opened: Omit<CasefilePredicate, "case">): CaseId {
  for (let turn = 0; ; turn++) {
    const digest = toHex(sha256(utf8(formatJson({ opened, turn }))));
    const id = `case-${digest.slice(0, 12)}` as CaseId;
    if (book.get(id) === undefined && book.incident(id) === undefined) return id;
  }
}

function casefileStatement(predicate: CasefilePredicate): StatementOf<"casefile"> {
  const digest = toHex(sha256(utf8(predicate.case)));
  return { kind: "casefile", subject: [{ name: predicate.case, digest: { sha256: digest } }], predicate };
}
