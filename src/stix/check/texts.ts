import { isRecord, recordOf, textOf, textsOf } from "../object.ts";
import { parsePattern } from "../pattern/parse.ts";
import type { Check } from "./finding.ts";
import { OPINIONS } from "./tables.ts";

// The syntax of RFC 5646 §2.1; which subtags are registered is not asked.
const LANGUAGE =
  /^(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?$/i;

/** True for a language tag such as `en`, `pt-BR` or `zh-Hant-TW`. */
function isLanguage(tag: string): boolean {
  return tag.length <= 100 && LANGUAGE.test(tag);
}

/** Languages by RFC 5646 (§3.2, §6.14, §7.1). */
export const checkLanguages: Check = (object, report) => {
  const own = object["lang"];
  if (own !== undefined && (typeof own !== "string" || !isLanguage(own)))
    report("language", "lang", "a language such as en or pt-BR");
  if (object.type === "software" && textsOf(object, "languages").some((tag) => !isLanguage(tag)))
    report("language", "languages", "languages such as en or pt-BR");
  if (object.type !== "language-content") return;
  for (const [tag, contents] of Object.entries(recordOf(object, "contents") ?? {})) {
    if (!isLanguage(tag)) report("language-content", `contents.${tag.slice(0, 100)}`, "a language such as en or pt-BR");
    for (const name of isRecord(contents) ? Object.keys(contents) : [])
      if (!/^[a-z0-9_]{3,250}$/.test(name))
        report("language-content", `contents.${tag.slice(0, 100)}.${name.slice(0, 100)}`, "the name of a property");
  }
};

const MIME = /^(?:application|audio|font|haptics|image|message|model|multipart|text|video)\/[a-zA-Z0-9][a-zA-Z0-9.+_-]{0,126}$/;
const CHARACTER_SET = /^[a-zA-Z0-9_()+.:-]{1,60}$/;

/** Media types and character sets have the form of the IANA registries' (§6.1, §6.3, §6.7); which are registered is not asked. */
export const checkNamesOfIana: Check = (object, report) => {
  const mime = object["mime_type"];
  if (object.type === "artifact" && mime !== undefined && (typeof mime !== "string" || !MIME.test(mime)))
    report("mime-type", "mime_type", "a media type such as text/plain");
  const name = object.type === "directory" ? "path_enc" : object.type === "file" ? "name_enc" : undefined;
  const set = name === undefined ? undefined : object[name];
  if (name !== undefined && set !== undefined && (typeof set !== "string" || !CHARACTER_SET.test(set)))
    report("character-set", name, "a character set such as windows-1252");
};

/** A STIX pattern is one (§9). A regular expression that we cannot run is still a pattern. */
export const checkPattern: Check = (object, report) => {
  const pattern = textOf(object, "pattern");
  if (object.type !== "indicator" || pattern === undefined || textOf(object, "pattern_type") !== "stix") return;
  const parsed = parsePattern(pattern);
  if (!parsed.ok && parsed.fault.kind === "bad-pattern")
    report("pattern", "pattern", `${parsed.fault.expected} at ${parsed.fault.at}`);
};

const CPE_PART = /^(?:\*|-|(?:[a-zA-Z0-9._]|\\[^a-zA-Z0-9._ ]|[?*-])+)$/;

/** A formatted string of CPE 2.3 (§6.14; NIST IR 7695 §6.2): part and ten attributes. */
export const checkCpe: Check = (object, report) => {
  const cpe = object["cpe"];
  if (object.type !== "software" || cpe === undefined) return;
  const [scheme, version, part, ...attributes] = typeof cpe === "string" && cpe.length <= 2000 ? cpe.split(/(?<!\\):/) : [];
  const sound =
    scheme === "cpe" && version === "2.3" && ["a", "h", "o", "*", "-"].includes(part ?? "") && attributes.length === 10;
  if (!sound || attributes.some((attribute) => !CPE_PART.test(attribute))) report("cpe", "cpe", "a name of CPE 2.3");
};

/** One of five words (§4.15, §10.19). */
export const checkOpinion: Check = (object, report) => {
  if (object.type === "opinion" && !OPINIONS.includes(textOf(object, "opinion") ?? ""))
    report("opinion", "opinion", OPINIONS.join(", "));
};
