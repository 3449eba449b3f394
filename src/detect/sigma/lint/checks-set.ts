import { entry } from "../heading.ts";
import type { Place } from "../refusal.ts";
import type { SigmaRule } from "../rules.ts";
import { type Check, type Found, quoted, type Scene, type Subject } from "./check.ts";
import { keyOfExpression } from "./checks-condition.ts";
import { textAt } from "./words.ts";

/** Of all subjects, in order: whether one has a key that an earlier one has, and which. Made once a scene and question. */
function firstsBy(keyOf: (subject: Subject) => string | undefined): (subject: Subject, scene: Scene) => Subject | undefined {
  const made = new WeakMap<Scene, ReadonlyMap<string, Subject>>();
  return (subject, scene) => {
    let firsts = made.get(scene);
    if (firsts === undefined) {
      const found = new Map<string, Subject>();
      for (const each of scene.subjects) {
        const key = keyOf(each);
        if (key !== undefined && !found.has(key)) found.set(key, each);
      }
      firsts = found;
      made.set(scene, firsts);
    }
    const key = keyOf(subject);
    const first = key === undefined ? undefined : firsts.get(key);
    return first === subject ? undefined : first;
  };
}

const known = new WeakMap<Scene, ReadonlySet<string>>();

/** Every id and name of the rules and correlations that are looked at; a filter is none that anything could refer to. */
export function namesOf(scene: Scene): ReadonlySet<string> {
  const names =
    known.get(scene) ??
    new Set(
      scene.subjects
        .filter(({ tree }) => entry(tree, "filter") === undefined)
        .flatMap(({ tree }) => [textAt(tree, "id"), textAt(tree, "name")])
        .flatMap((text) => text?.text ?? []),
    );
  known.set(scene, names);
  return names;
}

function textTwice(key: "title" | "name"): Check["find"] {
  const firstWith = firstsBy(({ tree }) => textAt(tree, key)?.text.toLowerCase());
  return function* (subject, scene) {
    const first = firstWith(subject, scene);
    const place = entry(subject.tree, key)?.place;
    if (first !== undefined && place !== undefined) yield { place, message: `${first.path} has the same ${key}` };
  };
}

const keys = new WeakMap<SigmaRule, string>();

/** What a detection asks of which log source, as one text. */
function askedBy({ rule, detection }: Subject): string | undefined {
  if (rule?.detection === undefined || rule.detection === null || detection === null) return undefined;
  const known = keys.get(rule);
  if (known !== undefined) return known;
  const { product, category, service } = detection.logsource;
  const key = JSON.stringify([product, category, service, keyOfExpression(rule.detection.expression)]);
  keys.set(rule, key);
  return key;
}

const firstAsking = firstsBy(askedBy);

function* sameDetection(subject: Subject, scene: Scene): Iterable<Found> {
  const first = firstAsking(subject, scene);
  const place: Place = entry(subject.tree, "detection")?.place ?? subject.tree.place;
  if (first !== undefined)
    yield { place, message: `asks the same as ${quoted(textAt(first.tree, "title")?.text ?? "")} in ${first.path}` };
}

/** What only shows when several rules are looked at together. */
export const SET_CHECKS: readonly Check[] = [
  {
    name: "title-twice",
    severity: "warning",
    about: "Two rules have one title: in an alert nobody can tell them apart.",
    example: "+title: Base",
    find: textTwice("title"),
  },
  {
    name: "name-twice",
    severity: "warning",
    about: "Two rules have one `name`: a correlation that refers to it is refused, unless one of them is in its own file.",
    example: "name: logon ¶ +name: logon",
    find: textTwice("name"),
  },
  {
    name: "detection-twice",
    severity: "warning",
    about: "Two rules ask the same of the same log source: whatever fires one fires the other.",
    example: "+title: Another",
    find: sameDetection,
  },
];
