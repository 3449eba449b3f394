import type { Place } from "./refusal.ts";

/** A YAML value with its place. `source` is a scalar's text as written, which a number may not give back. */
export type YamlScalar = {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly source: string;
  readonly place: Place;
};
export type YamlList = { readonly kind: "list"; readonly items: readonly YamlTree[]; readonly place: Place };
export type YamlEntry = { readonly key: string; readonly keyPlace: Place; readonly value: YamlTree };
export type YamlMap = { readonly kind: "map"; readonly entries: readonly YamlEntry[]; readonly place: Place };
export type YamlTree = YamlScalar | YamlList | YamlMap;
