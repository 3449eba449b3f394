import { z } from "zod";
import { createProvenance, type RouteGraph, type RouteQuery } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, isoTime, parseAddress } from "../../lib/index.ts";
import { type Noun, type NounId, nounId, type RecordName } from "../../model/index.ts";
import { VERSION } from "../installation.ts";
import { caseCall } from "./call.ts";
import { type CaseDesk, caseInSight, nowAt } from "./desk.ts";
import { type Entered, enterNouns } from "./enter.ts";
import { readCaseEvents, spanOf } from "./events.ts";
import { recordNouns } from "./record-nouns.ts";
import { caseWord, timeWord } from "./words.ts";

/** Where a route begins or ends, as people write it: record=NAME, image=sh, file=PATH, address=203.0.113.7, account=svc; @HOST at the end. */
const placeWord: z.ZodType<RouteQuery> = z
  .string()
  .max(2000)
  .transform((word, context) => {
    const query = parsePlace(word);
    if (query !== undefined) return query;
    context.addIssue({
      code: "custom",
      message:
        "expected record=NAME, image=NAME, file=PATH, address=ADDRESS or account=NAME, with @HOST at the end where one host is meant",
    });
    return z.NEVER;
  });

function parsePlace(word: string): RouteQuery | undefined {
  const [, key, rest] = /^(record|image|file|address|account)=(.{1,1500})$/s.exec(word) ?? [];
  if (key === undefined || rest === undefined) return undefined;
  if (key === "record") return /^[0-9a-f]{64}$/.test(rest) ? { record: rest as RecordName } : undefined;
  const at = rest.lastIndexOf("@");
  return at < 1 ? { [key]: rest } : { [key]: rest.slice(0, at), host: rest.slice(at + 1) };
}

const ADDRESSES_MAX = 1000;

const addressesWord = z
  .union([z.string().transform((one) => [one]), z.array(z.string()).max(ADDRESSES_MAX)])
  .transform((words, context) => {
    const known: Record<string, string[]> = Object.create(null);
    for (const word of words) {
      const [, host, address = ""] = /^([^=\s]{1,255})=([0-9A-Fa-f.:]{2,45})$/.exec(word) ?? [];
      if (host === undefined || parseAddress(address) === undefined) {
        context.addIssue({ code: "custom", message: `expected HOST=ADDRESS, got ${JSON.stringify(word)}` });
        return z.NEVER;
      }
      known[host] = [...(known[host] ?? []), address];
    }
    return known;
  });

const routeInput = z
  .strictObject({
    case: caseWord,
    from: placeWord.optional(),
    to: placeWord.optional(),
    since: timeWord.optional(),
    until: timeWord.optional(),
    edges: z.coerce.number().int().min(1).max(2000).optional(),
    /** HOST=ADDRESS, for hosts whose own address no record shows. */
    address: addressesWord.optional(),
  })
  .refine(({ from, to }) => from !== undefined || to !== undefined, { message: "expected `from`, `to`, or both" });

type RouteInput = z.output<typeof routeInput>;

/** The route through the sealed records: from an entry, to an effect, or between the two. */
export const routeCall = caseCall({
  name: "route",
  about: "one",
  does: "reads",
  input: routeInput,
  run: (desk, input): Promise<RouteGraph> => findRoute(desk, input),
});

async function findRoute(desk: CaseDesk, { case: id, from, to, since, until, edges, address }: RouteInput): Promise<RouteGraph> {
  const booked = await caseInSight(desk, id);
  const provenance = createProvenance(address === undefined ? {} : { addresses: address });
  await readCaseEvents(desk, spanOf(desk, booked, { since, until }), provenance.add);
  const limits = edges === undefined ? {} : { edgesMax: edges };
  if (from !== undefined && to !== undefined) return provenance.chop(from, to, limits);
  if (to !== undefined) return provenance.backward(to, limits);
  if (from !== undefined) return provenance.forward(from, limits);
  throw new Failure("CASE_REFUSED", "expected where the route begins, where it ends, or both");
}

/**
 * Finds a route as `route` does and enters its steps into the case: an event a step, with the records that show it, under a claim whose other answer is always
 * open. Throws CASE_REFUSED when there is no step.
 */
export const enterRouteCall = caseCall({
  name: "enter-route",
  about: "one",
  does: "states",
  input: routeInput,
  run: async (desk, input): Promise<Entered> => {
    const booked = await caseInSight(desk, input.case);
    const route = await findRoute(desk, input);
    const records = [...new Set(route.edges.flatMap((edge) => edge.records))];
    if (records.length === 0)
      throw new Failure("CASE_REFUSED", `no record shows a route: ${route.openEnds.map(({ text }) => text).join(" ")}`);
    const nouns = await recordNouns(desk.world.ledger, records, booked.casefile.tlp);
    return enterNouns(desk, booked, nounsOf(route, nouns, nowAt(desk)));
  },
});

type Named = { readonly as: string | null; readonly noun: Noun };

function nounsOf(route: RouteGraph, records: ReadonlyMap<RecordName, Noun>, now: string): readonly Named[] {
  const named: Named[] = [...records.values()].map((noun) => ({ as: null, noun }));
  const ask = route.joined ? "How did the entry lead to the effect?" : "What happened around it?";
  const question: Noun = {
    noun: "claim",
    kind: "route",
    level: null,
    subject: null,
    ask,
    answers: ["by the steps shown", "other"].map((answer) => ({ answer, entity: null })),
    prior: null,
    supersedes: null,
  };
  named.push({ as: "route", noun: question });
  const claim = nounId(question, sha256);
  for (const [at, edge] of route.edges.entries()) {
    const when = { from: isoTime(edge.span.fromMs), to: isoTime(edge.span.toMs), clock: null };
    const event: Noun = { noun: "event", what: stepText(route, at), on: [], when, learned: now, technique: null };
    named.push({ as: `step${at + 1}`, noun: event });
    for (const name of edge.records) {
      const record = records.get(name);
      if (record === undefined) continue;
      const observation: Noun = {
        noun: "observation",
        record: nounId(record, sha256),
        at: { by: "whole" },
        fact: { of: "text", text: stepText(route, at) },
        when,
        by: { tool: "meridian case route", version: VERSION, arguments: [] },
      };
      named.push(
        { as: null, noun: observation },
        linkNoun(nounId(observation, sha256), nounId(event, sha256), "the record shows this step"),
      );
    }
    named.push(linkNoun(nounId(event, sha256), claim, `step ${at + 1} of ${route.edges.length}`));
  }
  return distinct(named);
}

/** Two steps may rest on the same records in the same words: a noun is entered once. */
function distinct(named: readonly Named[]): readonly Named[] {
  const seen = new Set<NounId>();
  return named.filter(({ noun }) => {
    const id = nounId(noun, sha256);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

function linkNoun(from: NounId, to: NounId, why: string): Named {
  return { as: null, noun: { noun: "link", type: "derives", from, to, bearing: null, causing: null, why } };
}

function stepText({ nodes, edges }: RouteGraph, at: number): string {
  const edge = edges[at];
  const nameOf = (id: string | undefined) => {
    const node = nodes.find((one) => one.id === id);
    return node === undefined ? "unknown" : `${node.kind} ${node.name}${node.host === null ? "" : ` on ${node.host}`}`;
  };
  return `${nameOf(edge?.from)} ${edge?.kind ?? ""} ${nameOf(edge?.to)}`.slice(0, 1000).toWellFormed();
}
