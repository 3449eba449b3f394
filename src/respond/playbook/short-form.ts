import { type Json, type JsonObject, type Sha256, toHex, utf8 } from "../../lib/index.ts";
import { MEASURES, type Measure } from "../../model/index.ts";
import { Cursor, Refusal, refuse } from "./cursor.ts";
import { readStep, readTrigger, TRIGGER_MEMBERS } from "./extension.ts";
import { BARE_UUID, EXTENSION_DEFINITION, EXTENSION_ID } from "./ids.ts";
import type { Targets } from "./playbook.ts";
import { sentenceOf } from "./sentence.ts";
import { AT_ONCE } from "./target-fields.ts";
import { readYaml } from "./yaml.ts";

const MEMBERS = ["name", "id", "description", "author", "date", "modified", "labels", "do", "revoked", ...TRIGGER_MEMBERS];
const STEPS_MAX = 50;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const WORDS = /^([a-z-]{1,20})(?: for (\S{1,20}))?$/;
const KINDS_IN_WORDS = "block for 1h, notify, {block: {ladder: […]}} or {manual: text}";

/** Compiles the short form for people to a CACAO 2.0 document. Faults name the line and column. */
export function compileShortForm(text: string, sha256: Sha256): Cursor {
  const { json, placeOf } = readYaml(text);
  try {
    return new Cursor(new Compiler(new Cursor(json, "$"), sha256).document(), "$");
  } catch (error) {
    if (error instanceof Refusal && error.fault.where.startsWith("$"))
      return refuse(placeOf(error.fault.where), error.fault.expected);
    throw error;
  }
}

type Compiled = { readonly id: string; readonly step: JsonObject };

class Compiler {
  readonly #node: Cursor;
  readonly #sha256: Sha256;
  readonly #uuid: string;

  constructor(node: Cursor, sha256: Sha256) {
    this.#node = node.only(...MEMBERS);
    this.#sha256 = sha256;
    this.#uuid = node.need("id").match(BARE_UUID, "a UUID, such as `uuidgen` prints").toLowerCase();
  }

  document(): JsonObject {
    const node = this.#node;
    const created = date(node.need("date"));
    const modified = node.find("modified");
    const author = node.find("author")?.words(500) ?? "not stated";
    const trigger = readTrigger(node);
    const agent = this.#identifier("group", "operators");
    const steps = node
      .need("do")
      .items(STEPS_MAX, 1)
      .map((step, index) => this.#step(step, index, { agent, targets: trigger.targets }));
    const start = this.#identifier("start", "start");
    const end = this.#identifier("end", "end");
    const ids = [...steps.map(({ id }) => id), end];
    const chained = steps.map(({ id, step }, index) => [id, { ...step, on_completion: ids[index + 1] as string }]);
    return {
      type: "playbook",
      spec_version: "cacao-2.0",
      id: `playbook--${this.#uuid}`,
      name: node.need("name").words(500),
      ...present("description", node.find("description")?.words(10_000)),
      ...present(
        "labels",
        node
          .find("labels")
          ?.items(50, 1)
          .map((label) => label.words(200)),
      ),
      ...present("revoked", node.find("revoked")?.flag()),
      created_by: this.#identifier("identity", author),
      created,
      modified: modified === undefined ? created : date(modified),
      workflow_start: start,
      workflow: {
        [start]: { type: "start", on_completion: ids[0] as string },
        ...Object.fromEntries(chained),
        [end]: { type: "end" },
      },
      playbook_extensions: { [EXTENSION_ID]: this.#trigger() },
      agent_definitions: { [agent]: { type: "group", name: "Operators", description: `People of ${author}` } },
      extension_definitions: { [EXTENSION_ID]: EXTENSION_DEFINITION },
    };
  }

  #trigger(): JsonObject {
    return Object.fromEntries(
      TRIGGER_MEMBERS.flatMap((name) => {
        const member = this.#node.find(name);
        return member === undefined ? [] : [[name, member.json]];
      }),
    );
  }

  #step(node: Cursor, index: number, given: { readonly agent: string; readonly targets: Targets }): Compiled {
    const id = this.#identifier("action", `step ${index}`);
    const manual = typeof node.json === "string" ? undefined : node.find("manual");
    if (manual !== undefined) {
      node.only("manual");
      const text = manual.words(1_500);
      return {
        id,
        step: { type: "action", name: "By a person", commands: [{ type: "manual", command: text }], agent: given.agent },
      };
    }
    const extension = measureOf(node);
    const read = readStep(extension, id, given.targets);
    const sentence = sentenceOf(read);
    const command = { type: "manual", command: sentence };
    return {
      id,
      step: {
        type: "action",
        name: sentence,
        commands: [command],
        agent: given.agent,
        step_extensions: { [EXTENSION_ID]: extension.json },
      },
    };
  }

  /** The same for the same playbook and name, as a UUID. */
  #identifier(type: string, name: string): string {
    const hex = toHex(this.#sha256(utf8(`${this.#uuid} ${type} ${name}`))).split("");
    hex[12] = "4";
    hex[16] = "8";
    const at = (from: number, to: number) => hex.slice(from, to).join("");
    return `${type}--${at(0, 8)}-${at(8, 12)}-${at(12, 16)}-${at(16, 20)}-${at(20, 32)}`;
  }
}

/** `block for 1h`, `{block: 1h}`, `{block: {for: 1h, …}}`, `{notify: text}` as a step of our extension, at the path where it stands. */
function measureOf(node: Cursor): Cursor {
  if (typeof node.json === "string") {
    const [, word, duration] = WORDS.exec(node.json) ?? node.refuse(KINDS_IN_WORDS);
    const measure = MEASURES.find((one) => one === word) ?? node.refuse(KINDS_IN_WORDS);
    return extensionOf(node, measure, duration === undefined ? {} : { for: duration });
  }
  const measures = node.members(10);
  const [name, value] = measures[0] ?? node.refuse(KINDS_IN_WORDS);
  const measure = MEASURES.find((one) => one === name);
  if (measure === undefined || measures.length > 1) return node.refuse(KINDS_IN_WORDS);
  if (typeof value.json !== "string")
    return extensionOf(value, measure, value.only("for", "approve", "target", "ladder", "text").object());
  return extensionOf(value, measure, AT_ONCE.includes(measure) ? { text: value.json } : { for: value.json });
}

function extensionOf(at: Cursor, measure: Measure, { target, ladder, text, ...rung }: JsonObject): Cursor {
  if (ladder !== undefined && Object.keys(rung).length > 0) at.refuse("either a ladder or for and approve, not both");
  const members: Readonly<Record<string, Json | undefined>> = { measure, target, ladder: ladder ?? [rung], text };
  const json = Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined));
  return new Cursor(json, at.path);
}

function date(node: Cursor): string {
  const text = node.match(DATE, "a date such as 2026-11-22");
  const ms = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
    ? new Date(ms).toISOString()
    : node.refuse("a day that the calendar has");
}

function present(name: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}
