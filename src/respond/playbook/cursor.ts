import type { Json, JsonObject } from "../../lib/index.ts";
import type { PlaybookFault } from "./playbook.ts";

/** Carries a fault up to parsePlaybook, which turns it into a value. Never leaves this folder. */
export class Refusal extends Error {
  readonly fault: PlaybookFault;

  constructor(where: string, expected: string) {
    super(`${where}: expected ${expected}`);
    this.fault = { kind: "bad-playbook", where, expected };
  }
}

/** Refuses the document at `where`. */
export function refuse(where: string, expected: string): never {
  throw new Refusal(where, expected);
}

/** The path of a member: `$.when`, `$.workflow['end--…']`. */
export function memberPath(path: string, name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name) ? `${path}.${name}` : `${path}['${shown(name)}']`;
}

function shown(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

/** A value of an untrusted document and where it stands. Every read says what it expects and refuses the rest. */
export class Cursor {
  readonly json: Json;
  readonly path: string;

  constructor(json: Json, path: string) {
    this.json = json;
    this.path = path;
  }

  refuse(expected: string): never {
    return refuse(this.path, expected);
  }

  /** The value as an object, none of whose members is unknown. */
  only(...names: readonly string[]): this {
    const unknown = Object.keys(this.object()).find((name) => !names.includes(name));
    if (unknown !== undefined) refuse(memberPath(this.path, unknown), `one of ${names.join(", ")}`);
    return this;
  }

  object(): JsonObject {
    const { json } = this;
    if (typeof json !== "object" || json === null || Array.isArray(json)) return this.refuse("an object");
    return json as JsonObject;
  }

  /** The member, or undefined when it is absent. */
  find(name: string): Cursor | undefined {
    const value = this.object()[name];
    return value === undefined ? undefined : new Cursor(value, memberPath(this.path, name));
  }

  need(name: string): Cursor {
    return this.find(name) ?? refuse(memberPath(this.path, name), "to be there");
  }

  members(max: number): readonly (readonly [string, Cursor])[] {
    const object = this.object();
    const names = Object.keys(object);
    if (names.length > max) this.refuse(`at most ${max} members`);
    return names.map((name) => [name, new Cursor(object[name] as Json, memberPath(this.path, name))]);
  }

  items(max: number, min = 0): readonly Cursor[] {
    const { json } = this;
    if (!Array.isArray(json) || json.length > max || json.length < min) return this.refuse(`a list of ${min} to ${max}`);
    return (json as readonly Json[]).map((item, index) => new Cursor(item, `${this.path}[${index}]`));
  }

  text(max = 10_000): string {
    const { json } = this;
    return typeof json === "string" && json.length <= max ? json : this.refuse(`a text of at most ${max} characters`);
  }

  /** Text that says something. */
  words(max = 1_000): string {
    const text = this.text(max);
    return text.trim() === "" ? this.refuse("a text that is not empty") : text;
  }

  match(pattern: RegExp, expected: string): string {
    const { json } = this;
    return typeof json === "string" && json.length <= 10_000 && pattern.test(json) ? json : this.refuse(expected);
  }

  word<const Word extends string>(words: readonly Word[]): Word {
    return words.find((word) => word === this.json) ?? this.refuse(`one of ${words.join(", ")}`);
  }

  whole(min: number, max: number): number {
    const { json } = this;
    const fits = typeof json === "number" && Number.isSafeInteger(json) && json >= min && json <= max;
    return fits ? json : this.refuse(`a whole number from ${min} to ${max}`);
  }

  flag(): boolean {
    return typeof this.json === "boolean" ? this.json : this.refuse("true or false");
  }
}
