import {
  type Checked,
  formatJson,
  type Json,
  no,
  parseBase64,
  parseJson,
  type Shape,
  shape,
  textOf,
  toBase64,
  utf8,
  yes,
} from "../../lib/index.ts";
import { HASH_BYTES } from "../../merkle/index.ts";
import { reasonShape, SALT_BYTES, type WithholdingReason } from "../../model/index.ts";
import { FIELD_BYTES_MAX } from "./cut/field.ts";

/** Why a field is withheld and who can be asked for it. `because` is words, for the reason `other`; null otherwise. */
export type Withholding = { readonly reason: WithholdingReason; readonly because: string | null; readonly owner: string };

/** A field that a copy shows: all that its leaf is made of. */
export type ShownField = { readonly kind: "shown"; readonly path: string; readonly salt: Uint8Array; readonly value: Uint8Array };
/** A field that a copy withholds: its leaf, and why. Neither its path nor its length is told. */
export type WithheldField = { readonly kind: "withheld"; readonly leaf: Uint8Array } & Withholding;
export type CopyField = ShownField | WithheldField;

/** A line of a copy's list of fields is at most this long: a value of FIELD_BYTES_MAX bytes, each escaped, and its path. */
export const FIELD_LINE_BYTES_MAX: number = 8 * FIELD_BYTES_MAX;

/** The line of a field, canonical JSON, with its newline (spec/redaction.md §Field line). */
export function formatFieldLine(field: CopyField): string {
  return `${formatJson(field.kind === "shown" ? shownJson(field) : withheldJson(field))}\n`;
}

function shownJson({ path, salt, value }: ShownField): Json {
  const text = textOf(value);
  return { path, salt: toBase64(salt), ...(text === undefined ? { bytes: toBase64(value) } : { text }) };
}

function withheldJson({ leaf, reason, because, owner }: WithheldField): Json {
  return { leaf: toBase64(leaf), owner, reason, ...(because === null ? {} : { because }) };
}

const shownText = shape.record({ path: shape.text(), salt: shape.text(44), text: shape.text(FIELD_BYTES_MAX) });
const shownBytes = shape.record({ path: shape.text(), salt: shape.text(44), bytes: shape.text(2 * FIELD_BYTES_MAX) });
const withheld = shape.record({ leaf: shape.text(44), owner: shape.text(400), reason: reasonShape });
const withheldOther = shape.record({
  leaf: shape.text(44),
  owner: shape.text(400),
  reason: reasonShape,
  because: shape.text(1000),
});

/** Reads a line without its newline. Input is untrusted; any other encoding of the same field is refused. The fault says what was expected. */
export function parseFieldLine(text: string): Checked<CopyField, string> {
  const json = parseJson(text);
  if (!json.ok) return no(`JSON: ${json.fault.expected} at ${json.fault.at}`);
  if (formatJson(json.value) !== text) return no("canonical JSON");
  const names = typeof json.value === "object" && json.value !== null ? json.value : {};
  return Object.hasOwn(names, "leaf")
    ? readWithheld(json.value, Object.hasOwn(names, "because"))
    : readShown(json.value, Object.hasOwn(names, "text"));
}

function readWithheld(json: Json, isExplained: boolean): Checked<CopyField, string> {
  const form: Shape<{ leaf: string; owner: string; reason: WithholdingReason; because?: string }> = isExplained
    ? withheldOther
    : withheld;
  const read = form(json, "field");
  if (!read.ok) return no(`${read.fault.path}: ${read.fault.expected}`);
  const { leaf: encoded, owner, reason, because = null } = read.value;
  if ((reason === "other") !== (because !== null)) return no("the reason other, and no other, with its words in because");
  const leaf = parseBase64(encoded);
  if (!leaf.ok || leaf.value.length !== HASH_BYTES) return no("leaf: base64 of 32 bytes");
  return yes({ kind: "withheld", leaf: leaf.value, owner, reason, because });
}

function readShown(json: Json, isText: boolean): Checked<CopyField, string> {
  const form: Shape<{ path: string; salt: string; text?: string; bytes?: string }> = isText ? shownText : shownBytes;
  const read = form(json, "field");
  if (!read.ok) return no(`${read.fault.path}: ${read.fault.expected}`);
  const { path, text, bytes } = read.value;
  if (path.includes("\0")) return no("path: text without U+0000");
  const salt = parseBase64(read.value.salt);
  if (!salt.ok || salt.value.length !== SALT_BYTES) return no("salt: base64 of 32 bytes");
  const value = text === undefined ? parseBase64(bytes ?? "") : yes(utf8(text));
  if (!value.ok || value.value.length > FIELD_BYTES_MAX) return no(`bytes: base64 of at most ${FIELD_BYTES_MAX} bytes`);
  if (text === undefined && textOf(value.value) !== undefined) return no("text where the value is UTF-8");
  return yes({ kind: "shown", path, salt: salt.value, value: value.value });
}
