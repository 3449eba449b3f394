import type { Json } from "../../lib/index.ts";
import { isRecord, recordsOf, type StixObject, textOf, textsOf } from "../object.ts";
import type { Check } from "./finding.ts";

/** Selectors of granular markings name something that is there (§7.2.3.1). */
export const checkSelectors: Check = (object, report) => {
  for (const [index, marking] of recordsOf(object, "granular_markings").entries()) {
    const path = `granular_markings.[${index}]`;
    const [marks, speaks] = [textOf(marking, "marking_ref"), textOf(marking, "lang")];
    if ((marks === undefined) === (speaks === undefined)) report("marking-selector", path, "marking_ref or lang, not both");
    const selectors = textsOf(marking, "selectors");
    if (selectors.length === 0) report("marking-selector", `${path}.selectors`, "one selector or more");
    for (const selector of selectors)
      if (!selects(object, selector))
        report("marking-selector", `${path}.selectors`, `a part that is there, not ${selector.slice(0, 200)}`);
  }
};

const INDEX = /^\[(0|[1-9]\d{0,8})\]$/;

/** True when the selector leads to a part of the object. */
function selects(object: StixObject, selector: string): boolean {
  let json: Json | undefined = object;
  for (const step of selector.split(".")) {
    const index = INDEX.exec(step)?.[1];
    if (index !== undefined) json = Array.isArray(json) ? (json as readonly Json[])[Number(index)] : undefined;
    else json = isRecord(json) && Object.hasOwn(json, step) ? json[step] : undefined;
    if (json === undefined) return false;
  }
  return true;
}

/** Marking definitions that mark themselves, straight or by way of others (§7.2.1). */
export function circularMarkings(objects: readonly StixObject[]): ReadonlySet<string> {
  const marks = new Map<string, string[]>();
  for (const object of objects) if (object.type === "marking-definition") marks.set(object.id, marksOf(object));
  // What nothing unmarked leads out of: take away, again and again, what is marked only by what was taken away.
  const left = new Map([...marks].map(([id, by]) => [id, by.filter((mark) => marks.has(mark))]));
  const markedBy = new Map<string, string[]>();
  for (const [id, by] of left) for (const mark of by) markedBy.set(mark, [...(markedBy.get(mark) ?? []), id]);
  const waiting = new Map([...left].map(([id, by]) => [id, by.length]));
  const ready = [...waiting].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const marked of markedBy.get(id) ?? []) {
      const count = (waiting.get(marked) ?? 0) - 1;
      waiting.set(marked, count);
      if (count === 0) ready.push(marked);
    }
  }
  return new Set(waiting.keys());
}

function marksOf(object: StixObject): string[] {
  const parts = recordsOf(object, "granular_markings").flatMap((marking) => textOf(marking, "marking_ref") ?? []);
  return [...textsOf(object, "object_marking_refs"), ...parts];
}
