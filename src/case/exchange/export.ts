import { formatJson, type Json, type Sha256 } from "../../lib/index.ts";
import type { CasefilePredicate, NounId, Tlp } from "../../model/index.ts";
import {
  bundleOf,
  latestById,
  parseIdentifier,
  type Sha1,
  type StixBundle,
  type StixObject,
  textOf,
  tlpMarking,
  tlpOf,
  tlpWithin,
  uuidV5,
} from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { Verdict } from "../weigh/verdict.ts";
import { carry, withExtension } from "./carrier.ts";
import { Draft, withoutEmpty } from "./draft.ts";
import { claimObject, putAttribution } from "./export-claims.ts";
import { observationObject, recordObject } from "./export-evidence.ts";
import { judgementObject, linkObject } from "./export-links.ts";
import { entityObject, eventObject } from "./export-things.ts";
import { levelsOf, namedBy } from "./levels.ts";
import {
  CLAIM_TYPE,
  DEFINITIONS,
  INCIDENT_EXTENSION,
  isDefinition,
  LINK_TYPE,
  MERIDIAN_NAMESPACE,
  NOUN_TYPE,
} from "./meridian.ts";

/** A bundle of somebody else's that is in the case: its objects go out as they came in. */
export type ForeignBundle = {
  readonly bundle: StixBundle;
  /** Which nouns its objects tell, as importStix answered. */
  readonly stands: ReadonlyMap<NounId, string>;
  /** The level of its unmarked objects. */
  readonly tlp: Tlp;
};

/** A severity or other score, told with the incident. */
export type IncidentScore = { readonly name: string; readonly value: number; readonly description: string };

export type ExportOptions = {
  /** The highest level that its readers are cleared for. */
  readonly audience: Tlp;
  /** Who exports, by name. */
  readonly exporter: string;
  /** The time of the state that is exported: the versions of what may change. */
  readonly at: string;
  readonly verdicts?: ReadonlyMap<NounId, Verdict>;
  readonly scores?: readonly IncidentScore[];
  readonly foreign?: readonly ForeignBundle[];
  readonly sha256: Sha256;
  readonly sha1: Sha1;
};

/** A bundle, and what is not in it: nouns and foreign objects above the audience, and whether the case itself is. */
export type StixExport = {
  readonly bundle: StixBundle;
  readonly told: number;
  readonly leftOut: { readonly nouns: number; readonly foreign: number; readonly incident: boolean };
};

/**
 * A case as STIX 2.1 (spec/stix.md): every noun stands in one object that carries it whole, beside it what other tools understand.
 * Nothing above `audience` is in it, nor anything that rests on what is. The same case and options give the same bytes.
 */
export function exportStix(nouns: Iterable<CaseNoun>, casefile: CasefilePredicate, options: ExportOptions): StixExport {
  const ordered = [...nouns].sort((left, right) => left.order - right.order);
  const levels = levelsOf(ordered, casefile);
  const kept = ordered.filter(({ id }) => tlpWithin(levels.get(id) ?? casefile.tlp, options.audience));
  const foreign = foreignObjects(options);
  const present = new Set(foreign.objects.map(({ id }) => id));
  const stands = new Map((options.foreign ?? []).flatMap((one) => [...one.stands].filter(([, id]) => present.has(id))));
  const exporter = exporterOf(options, casefile);
  const { verdicts = new Map(), at, sha1, sha256 } = options;
  const draft = new Draft({ casefile, nouns: kept, levels, verdicts, stands, exporter: exporter.id, at, sha1, sha256 });
  const shown = tlpWithin(casefile.tlp, options.audience);
  const incident = draft.id("incident", casefile.case);
  for (const one of kept) putNoun(one, draft, foreign.byNoun);
  for (const one of kept)
    if (one.noun.noun === "claim" && one.withdrawnBy === null)
      putAttribution({ ...one, noun: one.noun }, draft, shown ? incident : undefined);
  if (shown) draft.put(draft.marked(incidentObject(draft, options), casefile.tlp), casefile.tlp);
  const own = draft.objects();
  const markings = [...draft.levels()].map(tlpMarking);
  const objects = distinct([...foreign.objects, ...DEFINITIONS, exporter, ...markings, ...own]);
  return {
    bundle: bundleOf(
      `bundle--${uuidV5(MERIDIAN_NAMESPACE, `${casefile.case} ${options.at} ${options.audience}`, options.sha1)}`,
      objects,
    ),
    told: kept.length,
    leftOut: { nouns: ordered.length - kept.length, foreign: foreign.leftOut, incident: !shown },
  };
}

/** Foreign objects first, so that theirs stands where both have one; identical objects once. */
function distinct(objects: readonly StixObject[]): readonly StixObject[] {
  const seen = new Set<string>();
  return objects.filter((object) => {
    const key = `${object.id} ${textOf(object, "modified") ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}

function exporterOf({ exporter, sha1 }: ExportOptions, { at }: CasefilePredicate): StixObject {
  const id = `identity--${uuidV5(MERIDIAN_NAMESPACE, `exporter ${exporter} ${at}`, sha1)}`;
  return { type: "identity", spec_version: "2.1", id, created: at, modified: at, name: exporter };
}

type Foreign = {
  readonly objects: readonly StixObject[];
  readonly leftOut: number;
  readonly byNoun: ReadonlyMap<NounId, readonly string[]>;
};

function foreignObjects({ foreign = [], audience }: ExportOptions): Foreign {
  const objects: StixObject[] = [];
  const byNoun = new Map<NounId, readonly string[]>();
  let leftOut = 0;
  for (const { bundle, stands, tlp } of foreign) {
    const definitions = latestById(bundle.objects);
    const fit = bundle.objects.filter(
      (object) =>
        isDefinition(object) || object.type === "marking-definition" || tlpWithin(tlpOf(object, definitions) ?? tlp, audience),
    );
    leftOut += bundle.objects.length - fit.length;
    objects.push(...fit);
    const ids = fit.map(({ id }) => id);
    for (const [noun, id] of stands) if (id === bundle.id) byNoun.set(noun, ids);
  }
  return { objects, leftOut, byNoun };
}

function putNoun(one: CaseNoun, draft: Draft, foreign: Foreign["byNoun"]): void {
  const told = draft.given.stands.get(one.id);
  const native = told === undefined ? nativeObject(one, draft) : plainObject(one, draft, told);
  draft.stand(one.id, native.id);
  const revocable = one.withdrawnBy !== null && native.type !== "file";
  const level = draft.level(one.id);
  const whole = draft.marked(withoutEmpty(revocable ? { ...native, revoked: true } : native), level);
  const fresh = [CLAIM_TYPE, LINK_TYPE, NOUN_TYPE].includes(native.type);
  // A record that is somebody else's bundle says which objects came with it: its nouns are told already.
  const covers = foreign.get(one.id) ?? [];
  draft.put(carry(whole, { noun: one.noun, id: one.id, order: one.order, fresh, covers }, draft.given.sha256), level);
}

function nativeObject(one: CaseNoun, draft: Draft): StixObject {
  const { noun } = one;
  switch (noun.noun) {
    case "record":
      return recordObject({ ...one, noun }, draft);
    case "observation":
      return observationObject({ ...one, noun }, draft);
    case "entity":
      return entityObject({ ...one, noun }, draft);
    case "event":
      return eventObject({ ...one, noun }, draft);
    case "claim":
      return claimObject({ ...one, noun }, draft);
    case "link":
      return linkObject({ ...one, noun }, draft);
    case "judgement":
      return judgementObject({ ...one, noun }, draft);
  }
}

/** A noun that somebody else's object tells already: ours carries it and points there. */
function plainObject(one: CaseNoun, draft: Draft, told: string): StixObject {
  const named = namedBy(one.noun).flatMap((id) => draft.idOf(id) ?? []);
  return {
    ...draft.common(NOUN_TYPE, draft.id(NOUN_TYPE, one.id)),
    noun_kind: one.noun.noun,
    told_by_ref: told,
    named_refs: named,
  };
}

function incidentObject(draft: Draft, { scores = [] }: ExportOptions): StixObject {
  const { casefile } = draft.given;
  const id = draft.id("incident", casefile.case);
  const native: StixObject = {
    ...draft.common("incident", id, true),
    name: casefile.title === "" ? casefile.case : casefile.title,
    extensions: {
      [INCIDENT_EXTENSION]: {
        extension_type: "property-extension",
        determination: "suspected",
        investigation_status: casefile.event === "closed" ? "closed" : "open",
        events: draft.given.nouns.flatMap(({ id: noun }) => eventEntry(draft.idOf(noun))),
        impact_refs: [...draft.measured].map((noun) => draft.id("impact", noun)),
        scores: scores.map((score) => ({ ...score })),
      },
    },
  };
  return withExtension(withoutEmpty(native), {
    extension_type: "property-extension",
    casefile: formatJson(casefile),
  });
}

function eventEntry(stixId: string | undefined): readonly Json[] {
  return stixId !== undefined && parseIdentifier(stixId)?.type === "event" ? [{ event_ref: stixId }] : [];
}
