import type { NounKind, NounOf, Quantity } from "../../model/index.ts";
import type { StixObject } from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { Draft } from "./draft.ts";
import { IMPACT_EXTENSION, MERIDIAN_EXTENSION } from "./meridian.ts";
import { observableOf } from "./observables.ts";

type Of<Kind extends NounKind> = CaseNoun & { readonly noun: NounOf<Kind> };

/** A record as a file: its digest where one is known without a salt, else its place. */
export function recordObject({ noun, id }: Of<"record">, draft: Draft): StixObject {
  const { place } = noun;
  const sha256 = place.kept === "segment" ? null : place.sha256;
  const name =
    place.kept === "segment"
      ? `${place.segment} #${place.index}`
      : place.kept === "vault"
        ? place.exhibit
        : place.title || "untitled";
  return {
    type: "file",
    spec_version: "2.1",
    id: draft.id("file", id),
    name,
    ...(sha256 === null ? {} : { hashes: { "SHA-256": sha256 } }),
    ...(noun.media === "" ? {} : { mime_type: noun.media }),
  };
}

/** An observation as observed-data: when, and the cyber-observable that was seen, beside the record it was read from. */
export function observationObject({ noun, id }: Of<"observation">, draft: Draft): StixObject {
  const record = draft.noun(noun.record);
  const taken = record?.noun.noun === "record" ? record.noun.taken : null;
  const when = noun.when ?? taken;
  const { fact } = noun;
  const level = draft.level(id);
  const stixId = draft.id("observed-data", id);
  const seen = fact.of === "observable" ? observableOf(fact.type, fact.properties, draft, id) : undefined;
  if (seen !== undefined) draft.put(draft.marked(seen, level), level);
  if (fact.of === "text" && fact.text !== "") {
    const note = draft.common("note", draft.id("note", id));
    draft.putBeside({ ...note, content: fact.text, object_refs: [stixId] }, { of: stixId, level });
  }
  if (fact.of === "quantity" && draft.measured.has(id)) draft.putBeside(impactObject(fact, id, draft), { of: stixId, level });
  const refs = [seen?.id, draft.idOf(noun.record)].filter((ref) => ref !== undefined);
  return {
    ...draft.common("observed-data", stixId),
    first_observed: when?.from ?? draft.given.casefile.at,
    last_observed: when?.to ?? draft.given.casefile.at,
    number_observed: 1,
    object_refs: [...new Set(refs)],
  };
}

/**
 * A measured quantity as an impact of the Incident Extension Suite. Its categories want figures that we do not have (a percentage of
 * availability) more often than not: those quantities are told under our own category, never with an invented figure.
 */
function impactObject(quantity: Quantity, id: string, draft: Draft): StixObject {
  const { over } = quantity;
  const [category, detail] = categoryOf(quantity);
  return {
    ...draft.common("impact", draft.id("impact", id)),
    impact_category: category,
    description: sayQuantity(quantity),
    start_time: over.from,
    ...(over.to > over.from ? { end_time: over.to } : {}),
    extensions: { [IMPACT_EXTENSION]: { extension_type: "new-sdo" }, [category]: detail },
  };
}

type Detail = Readonly<Record<string, string | number>>;

function categoryOf(quantity: Quantity): readonly [string, Detail] {
  const { name, unit, value } = quantity;
  const whole = Math.round(value.best);
  if (name === "money" && value.lo > 0)
    return ["monetary-ext", { variety: "uncategorized", currency: unit, min_amount: value.lo, max_amount: value.hi }];
  const loss = quantity.state === "asserted" ? "suspected-loss" : "confirmed-loss";
  if (name === "records" && whole >= 0)
    return ["confidentiality-ext", { loss_type: loss, information_type: "unspecified", record_count: whole }];
  if (name === "bytes-out" && whole >= 0)
    return ["confidentiality-ext", { loss_type: loss, information_type: "unspecified", record_size: whole }];
  return [MERIDIAN_EXTENSION, { extension_type: "property-extension", quantity: name, unit, ...value, state: quantity.state }];
}

function sayQuantity({ name, unit, value, state, countingRule, baseline }: Quantity): string {
  const range = value.lo === value.hi ? `${value.best}` : `${value.best} (${value.lo} to ${value.hi})`;
  const rule = countingRule === null ? "" : `; counted: ${countingRule}`;
  return `${name}: ${range} ${unit}, ${state}${rule}${baseline === null ? "" : `; compared with: ${baseline}`}`;
}
