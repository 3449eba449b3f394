import { tableOf } from "../lib/index.ts";
import { extensionOf, recordOf, recordsOf, type StixObject, textOf, textsOf } from "./object.ts";

/** Traffic Light Protocol 2.0 (FIRST, August 2022), mildest first. */
export const TLP_LEVELS = ["clear", "green", "amber", "amber+strict", "red"] as const;
export type TlpLevel = (typeof TLP_LEVELS)[number];

/** OASIS, cti-stix-common-objects, TLP 2.0: STIX 2.1 itself knows only TLP 1.0. */
export const TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
const CREATED = "2022-10-01T00:00:00.000Z";
const MARKINGS: Readonly<Record<TlpLevel, string>> = {
  clear: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
  green: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
  amber: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
  "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
  red: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
};

/** The four of TLP 1.0 (STIX 2.1 §7.2.1.4, which forbids others). WHITE became CLEAR; the other three kept name and meaning. */
const MARKINGS_V1: ReadonlyMap<string, TlpLevel> = tableOf({
  "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
  "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
  "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
  "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
});

const BY_ID: ReadonlyMap<string, TlpLevel> = new Map([
  ...TLP_LEVELS.map((level): [string, TlpLevel] => [MARKINGS[level], level]),
  ...MARKINGS_V1,
]);

/** The published TLP 2.0 marking of a level, as OASIS wrote it. */
export function tlpMarking(level: TlpLevel): StixObject {
  return {
    type: "marking-definition",
    spec_version: "2.1",
    id: MARKINGS[level],
    created: CREATED,
    name: `TLP:${level.toUpperCase()}`,
    extensions: { [TLP_EXTENSION]: { extension_type: "property-extension", tlp_2_0: level } },
  };
}

/** The TLP 1.0 marking nearest to a level, for tools that know no other: AMBER+STRICT has none and becomes RED, never AMBER. */
export function tlpMarkingV1(level: TlpLevel): string {
  const wanted = level === "amber+strict" ? "red" : level;
  return [...MARKINGS_V1].find(([, each]) => each === wanted)?.[0] ?? MARKINGS.red;
}

/** The level that a marking stands for: by its published id, or, for one that a producer made, by what it says. */
export function tlpOfMarking(id: string, definition: StixObject | undefined): TlpLevel | undefined {
  const known = BY_ID.get(id);
  if (known !== undefined || definition === undefined) return known;
  const extension = extensionOf(definition, TLP_EXTENSION);
  const said = extension === undefined ? undefined : textOf(extension, "tlp_2_0");
  const old = definition["definition_type"] === "tlp" ? textOf(recordOf(definition, "definition") ?? {}, "tlp") : undefined;
  const word = (said ?? old)?.toLowerCase();
  if (word === "white") return "clear";
  return TLP_LEVELS.find((level) => level === word);
}

/** True when `level` may go to an audience that is cleared up to `audience`. */
export function tlpWithin(level: TlpLevel, audience: TlpLevel): boolean {
  return TLP_LEVELS.indexOf(level) <= TLP_LEVELS.indexOf(audience);
}

/** The stricter of two. */
export function stricterTlp(left: TlpLevel, right: TlpLevel): TlpLevel {
  return tlpWithin(left, right) ? right : left;
}

/**
 * The strictest level that an object carries, markings of its parts included: who may not see a part is not given the whole.
 * Undefined when it carries no TLP marking that `definitions` or the standards explain.
 */
export function tlpOf(object: StixObject, definitions: ReadonlyMap<string, StixObject>): TlpLevel | undefined {
  const parts = recordsOf(object, "granular_markings").flatMap((marking) => textOf(marking, "marking_ref") ?? []);
  let strictest: TlpLevel | undefined;
  for (const id of [...textsOf(object, "object_marking_refs"), ...parts]) {
    const level = tlpOfMarking(id, definitions.get(id));
    if (level !== undefined) strictest = strictest === undefined ? level : stricterTlp(strictest, level);
  }
  return strictest;
}
