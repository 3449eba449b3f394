import { type Checked, no, yes } from "../../lib/index.ts";
import type { PublishedPredicate } from "../../model/index.ts";
import type { Audience } from "../audience.ts";
import type { Sighting } from "./scan.ts";

/** Why a dossier may not leave: what was found where, never what it says. */
export type Refusal =
  | { readonly kind: "sensitive"; readonly found: readonly Sighting[] }
  | { readonly kind: "nobody-accepts" }
  | { readonly kind: "accepted-count-differs"; readonly sensitive: string; readonly accepted: number; readonly found: number };

/** What was found in a place that can be withheld (a record, the list of entities) or in one that cannot (a signed statement). */
export type Found = { readonly sighting: Sighting; readonly canWithhold: boolean };

export type ReleaseRequest = {
  readonly audience: Audience;
  readonly redact: boolean;
  readonly accept: readonly { readonly kind: string; readonly count: number | null }[];
  readonly by: string | null;
};

/** Places to withhold, each with its reason, and what a named person accepted. */
export type Release = { readonly withhold: ReadonlyMap<string, string>; readonly accepted: PublishedPredicate["accepted"] };

/** Decides what may leave for an audience. Nothing found is dropped silently: it is withheld, accepted by name, or refused. */
export function decideRelease(found: readonly Found[], request: ReleaseRequest): Checked<Release, Refusal> {
  if (request.accept.length > 0 && (request.by ?? "").trim() === "") return no({ kind: "nobody-accepts" });
  for (const { kind, count } of request.accept) {
    const total = totalOf(found, kind);
    if (count !== null && count !== total) {
      return no({ kind: "accepted-count-differs", sensitive: kind, accepted: count, found: total });
    }
  }
  const acceptedKinds = new Set(request.accept.map(({ kind }) => kind));
  const open = found.filter(({ sighting }) => !acceptedKinds.has(sighting.kind));
  const left = request.redact ? open.filter(({ canWithhold }) => !canWithhold) : open;
  if (request.audience === "public" && left.length > 0) {
    return no({ kind: "sensitive", found: left.map(({ sighting }) => sighting) });
  }
  return yes({ withhold: request.redact ? reasonsByPlace(open) : new Map(), accepted: acceptedOf(found, request) });
}

function totalOf(found: readonly Found[], kind: string): number {
  return found.reduce((sum, { sighting }) => (sighting.kind === kind ? sum + sighting.count : sum), 0);
}

function reasonsByPlace(open: readonly Found[]): ReadonlyMap<string, string> {
  const kinds = new Map<string, Set<string>>();
  for (const { sighting, canWithhold } of open) {
    if (!canWithhold) continue;
    kinds.set(sighting.where, (kinds.get(sighting.where) ?? new Set()).add(sighting.kind));
  }
  return new Map([...kinds].map(([where, names]) => [where, [...names].sort().join(", ")]));
}

function acceptedOf(found: readonly Found[], { accept, by }: ReleaseRequest): Release["accepted"] {
  return accept
    .map(({ kind }) => ({ kind, count: totalOf(found, kind), by: by ?? "" }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => (left.kind < right.kind ? -1 : 1));
}

const PLACES_SHOWN_MAX = 5;
const LONG_NAME = /\b([0-9a-f]{12})[0-9a-f]{52}\b/;

/** A refusal in words, one finding a line: kind × count and where. */
export function explainRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case "nobody-accepts":
      return 'expected the name of the person who accepts (--by "Name"), got none';
    case "accepted-count-differs":
      return `expected ${refusal.accepted} × ${refusal.sensitive} as accepted, got ${refusal.found}`;
    case "sensitive":
      return `expected nothing secret or personal in a public dossier, got:\n${list(refusal.found)}\nUse --redact, or --accept KIND --by "Name".`;
  }
}

function list(found: readonly Sighting[]): string {
  const kinds = Map.groupBy(found, ({ kind }) => kind);
  return [...kinds]
    .map(([kind, sightings]) => {
      const count = sightings.reduce((sum, sighting) => sum + sighting.count, 0);
      const places = sightings.slice(0, PLACES_SHOWN_MAX).map(({ where }) => where.replace(LONG_NAME, "$1…"));
      const more = sightings.length - places.length;
      return `  ${kind} × ${count} in ${places.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    })
    .join("\n");
}
