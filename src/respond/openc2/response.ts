import { type Checked, type Json, type JsonObject, no, parseJson, textOf, yes } from "../../lib/index.ts";

/** What a consumer answered. `ruleNumber` and `pairs` are undefined when it gave none. */
export type OpenC2Response = {
  readonly status: number;
  readonly statusText: string;
  readonly ruleNumber: number | undefined;
  /** Targets by action. */
  readonly pairs: Readonly<Record<string, readonly string[]>> | undefined;
};

/** The codes of the Language Specification v1.0 §3.3.2.1, and what they mean to us. */
const MEANINGS: Readonly<Record<number, string>> = {
  102: "the consumer took the command and has not said that it is done",
  400: "the consumer could not read the command",
  401: "the consumer wants to know who we are",
  403: "the consumer does not let us",
  404: "the consumer does not know the target",
  500: "the consumer failed",
  501: "the consumer does not implement this command or one of its arguments",
  503: "the consumer is not available",
};

const TEXT_UNITS_MAX = 200;

/** Reads a response. Input is untrusted: never throws; unknown names are passed over, as §3.3.2 lets consumers extend it. */
export function readResponse(httpStatus: number, body: Uint8Array): Checked<OpenC2Response, string> {
  const json = parseJson(textOf(body) ?? "");
  if (!json.ok || !isObject(json.value)) return no(`HTTP ${httpStatus} without an OpenC2 response`);
  const { status, status_text: text, results } = json.value;
  if (status !== undefined && !isStatus(status)) return no("a response with a status that is none");
  return yes({
    status: status ?? httpStatus,
    statusText: typeof text === "string" ? text.slice(0, TEXT_UNITS_MAX).toWellFormed() : "",
    ruleNumber: ruleNumberOf(results),
    pairs: pairsOf(results),
  });
}

/** Undefined for 200; else why it was not done. */
export function refusalOf({ status, statusText }: OpenC2Response): string | undefined {
  if (status === 200) return undefined;
  const meaning = MEANINGS[status] ?? "the consumer answered something unknown";
  return `OpenC2 ${status}: ${meaning}${statusText === "" ? "" : ` (${statusText})`}`;
}

function isStatus(json: Json): json is number {
  return typeof json === "number" && Number.isInteger(json) && json >= 100 && json <= 599;
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function ruleNumberOf(results: Json | undefined): number | undefined {
  const slpf = isObject(results) ? results["slpf"] : undefined;
  const number = isObject(slpf) ? slpf["rule_number"] : undefined;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function pairsOf(results: Json | undefined): Readonly<Record<string, readonly string[]>> | undefined {
  const pairs = isObject(results) ? results["pairs"] : undefined;
  if (!isObject(pairs)) return undefined;
  const texts = (json: Json | undefined) => (Array.isArray(json) ? json.filter((one) => typeof one === "string") : []);
  return Object.fromEntries(Object.keys(pairs).map((action) => [action, texts(pairs[action])]));
}
