import type { FieldUse } from "../../model/index.ts";

/** A second name: the field `to` may be given the value of the field `from`; `beside` as in FieldUse. */
export type SecondName = { readonly from: string; readonly to: string } & Omit<FieldUse, "field">;

/** Second names of which the first value found is taken as it is. */
export function secondNames(pairs: readonly (readonly [from: string, to: string])[]): readonly SecondName[] {
  return pairs.map(([from, to]) => ({ from, to, how: "is" }));
}

/** What the fields become once second names are given, chains of them too. */
export function withSecondNames(uses: readonly FieldUse[], names: readonly SecondName[]): readonly FieldUse[] {
  const all = [...uses];
  for (const { field, how, beside } of all) {
    for (const { from, to, ...named } of names) {
      if (from !== field || all.some((use) => use.field === to)) continue;
      all.push(how === "is" && beside === undefined ? { field: to, ...named } : { field: to, how: "may" });
    }
  }
  return all;
}

/** The fields that give `field`: itself and those whose second name it is. */
export function givers(field: string, names: readonly SecondName[]): readonly string[] {
  const all = [field];
  for (const name of all) for (const { from, to } of names) if (to === name && !all.includes(from)) all.push(from);
  return all;
}
