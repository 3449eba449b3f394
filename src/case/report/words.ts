import type { ClockedSpan, Noun, NounOf } from "../../model/index.ts";

const TITLE_UNITS_MAX = 300;

/** A noun in a few words. */
export function nounWords(noun: Noun): string {
  return shorten(oneLine(wordsOf(noun)), TITLE_UNITS_MAX);
}

function wordsOf(noun: Noun): string {
  switch (noun.noun) {
    case "record":
      return placeWords(noun);
    case "observation":
      return factWords(noun);
    case "entity":
      return `${noun.kind} ${noun.name}`;
    case "event":
      return noun.what;
    case "claim":
      return noun.ask;
    case "link":
      return noun.why === "" ? noun.type : `${noun.type}: ${noun.why}`;
    case "judgement":
      return `${noun.by}: ${noun.stance}${noun.answer === null ? "" : ` "${noun.answer}"`}: ${noun.why}`;
  }
}

function factWords({ fact }: NounOf<"observation">): string {
  if (fact.of === "text") return fact.text;
  if (fact.of === "observable") return `${fact.type} ${fact.properties}`;
  return `${fact.name} ${fact.value.best} ${fact.unit} (${fact.value.lo} to ${fact.value.hi})`;
}

/** Where a record's bytes are. */
export function placeWords({ place }: NounOf<"record">): string {
  if (place.kept === "segment") return `record ${place.name}, segment ${place.segment}, index ${place.index}`;
  if (place.kept === "vault") return `exhibit ${place.exhibit}`;
  return place.url === null ? place.title : `${place.title}, ${place.url}`;
}

/** The digest that a record's bytes can be held against. */
export function digestOf({ place }: NounOf<"record">): string | null {
  return place.kept === "segment" ? place.name : place.sha256;
}

/** Which part of a record a reading reads. */
export function partWords({ at }: NounOf<"observation">): string {
  switch (at.by) {
    case "whole":
      return "all of it";
    case "bytes":
      return `bytes ${at.from} to ${at.to}`;
    case "pointer":
      return `pointer ${at.pointer}`;
    case "row":
      return `row ${at.row}`;
    case "query":
      return `query ${at.query}`;
  }
}

/** A span as its clock said, and what is known of that clock. */
export function spanWords({ from, to, clock }: ClockedSpan): string {
  const span = from === to ? from : `${from} to ${to}`;
  return clock === null
    ? span
    : `${span} by ${clock.source} (to be corrected by ${clock.offsetMs.lo} to ${clock.offsetMs.hi} ms)`;
}

/** One line of what somebody wrote: no line breaks, each character to be seen; what could not be is written out, as `\u202e`. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\s+/g, " ")
    .replaceAll(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    )
    .trim();
}

function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}
