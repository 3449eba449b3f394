import { sayMeant } from "../nearest-word.ts";
import { type Place, refuse } from "../refusal.ts";
import type { YamlMap, YamlTree } from "../yaml-tree.ts";

/** A value that a pipeline document may give: what YAML knows besides lists and maps. */
export type Plain = string | number | boolean | null;

const TEXT_UNITS_MAX = 65_536;
const LIST_MAX = 10_000;

/** Reads the parameters of one part of a pipeline document; a parameter that nobody asks for is refused, so that none is overlooked. */
export class Params {
  readonly place: Place;
  readonly #map: YamlMap;
  readonly #asked = new Set<string>();

  constructor(map: YamlMap) {
    this.#map = map;
    this.place = map.place;
  }

  /** The value under `key`; null and absent are the same. */
  tree(key: string): YamlTree | undefined {
    this.#asked.add(key);
    const value = this.#map.entries.find((entry) => entry.key === key)?.value;
    return value?.kind === "scalar" && value.value === null ? undefined : value;
  }

  has(key: string): boolean {
    return this.#map.entries.some((entry) => entry.key === key);
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.bad(key, "expected a text");
  }

  optionalText(key: string): string | undefined {
    const node = this.tree(key);
    return node === undefined ? undefined : textOf(node);
  }

  flag(key: string): boolean {
    const node = this.tree(key);
    if (node === undefined) return false;
    return node.kind === "scalar" && typeof node.value === "boolean" ? node.value : this.bad(key, "expected true or false");
  }

  word<Word extends string>(key: string, words: readonly Word[], unstated: Word): Word {
    const text = this.optionalText(key);
    if (text === undefined) return unstated;
    return words.find((word) => word === text) ?? this.bad(key, `expected one of ${words.join(", ")}`);
  }

  plain(key: string): Plain {
    const node = this.tree(key);
    if (node === undefined) return this.has(key) ? null : this.bad(key, "expected a value");
    return node.kind === "scalar" ? node.value : this.bad(key, "expected a value");
  }

  /** A text or a list of them; undefined when absent. */
  texts(key: string): readonly string[] | undefined {
    const node = this.tree(key);
    return node === undefined ? undefined : textsOf(node);
  }

  /** The maps of a list, or of a map by name. */
  maps(key: string): readonly (readonly [name: string, map: YamlMap])[] {
    const node = this.tree(key);
    if (node === undefined) return [];
    const named: (readonly [string, YamlTree])[] =
      node.kind === "map"
        ? node.entries.map((entry) => [entry.key, entry.value])
        : node.kind === "list"
          ? node.items.map((item, index) => [String(index + 1), item])
          : this.bad(key, "expected a list");
    if (named.length > LIST_MAX) this.bad(key, `more than ${LIST_MAX}`);
    return named.map(([name, item]) => [name, item.kind === "map" ? item : this.bad(key, "expected maps")]);
  }

  /** A map from texts to a text or several. */
  mapping(key: string): ReadonlyMap<string, readonly string[]> {
    const node = this.tree(key);
    if (node?.kind !== "map") return this.bad(key, "expected a map");
    return new Map(node.entries.map((entry) => [entry.key, textsOf(entry.value)]));
  }

  bad(key: string, detail: string): never {
    const given = this.#map.entries.find((entry) => entry.key === key);
    if (given !== undefined) return refuse(`bad ${key}`, detail, given.keyPlace);
    // What is missing may be there under a name that is nearly its own.
    const misspelt = this.#map.entries.find((entry) => !this.#asked.has(entry.key) && sayMeant(entry.key, [key]) !== "");
    if (misspelt !== undefined) return refuseUnknown(misspelt, [key]);
    return refuse(`bad ${key}`, `${detail}, and there is no ${key}`, this.place);
  }

  /** Where the value of `key` stands, or the part when there is none. */
  placeOf(key: string): Place {
    return this.#map.entries.find((entry) => entry.key === key)?.value.place ?? this.place;
  }

  /** Refuses what nobody asked for. */
  done(): void {
    const unknown = this.#map.entries.find((entry) => !this.#asked.has(entry.key));
    if (unknown !== undefined) refuseUnknown(unknown, this.#asked);
  }
}

function refuseUnknown({ key, keyPlace }: YamlMap["entries"][number], known: Iterable<string>): never {
  return refuse("unknown key in a pipeline", `${key}${sayMeant(key, known)}`, keyPlace);
}

function textOf(node: YamlTree): string {
  if (node.kind !== "scalar" || node.value === null) return refuse("bad pipeline", "expected a text", node.place);
  const text = typeof node.value === "string" ? node.value : node.source;
  return text.length > TEXT_UNITS_MAX ? refuse("bad pipeline", `more than ${TEXT_UNITS_MAX} characters`, node.place) : text;
}

function textsOf(node: YamlTree): readonly string[] {
  if (node.kind !== "list") return [textOf(node)];
  if (node.items.length > LIST_MAX) refuse("bad pipeline", `more than ${LIST_MAX} texts`, node.place);
  return node.items.map(textOf);
}
