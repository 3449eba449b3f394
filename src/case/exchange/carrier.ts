import { formatJson, type Json, type JsonObject, parseJson, type Sha256, toHex, utf8 } from "../../lib/index.ts";
import { type Noun, type NounId, nounId, nounShape } from "../../model/index.ts";
import { extensionOf, numberOf, recordOf, type StixObject, textOf, textsOf } from "../../stix/index.ts";
import { MERIDIAN_EXTENSION } from "./meridian.ts";

/** What our extension says on an object: that it carries a noun, or only stands beside one that another object carries. */
export type Carried =
  | { readonly is: "noun"; readonly noun: Noun; readonly id: NounId; readonly order: number; readonly covers: readonly string[] }
  | { readonly is: "beside" }
  | { readonly is: "casefile" }
  /** It carries a noun, and somebody has changed the object, or the noun, since. */
  | { readonly is: "altered"; readonly why: string };

/** What is carried: the noun, its place in the case, whether the object's type is ours, and the objects that it covers. */
export type CarriedNoun = {
  readonly noun: Noun;
  readonly id: NounId;
  readonly order: number;
  readonly fresh: boolean;
  readonly covers: readonly string[];
};

/** Puts a noun, whole, on the object that stands for it. What the object says without it is sealed, so that a change shows. */
export function carry(object: StixObject, given: CarriedNoun, sha256: Sha256): StixObject {
  return withExtension(object, {
    extension_type: given.fresh ? "new-sdo" : "property-extension",
    noun: formatJson(given.noun),
    noun_id: given.id,
    noun_order: given.order,
    native_sha256: nativeDigest(object, sha256),
    ...(given.covers.length === 0 ? {} : { covers: given.covers }),
  });
}

/** Marks an object that says again, in words that others read, what another object carries. */
export function beside(object: StixObject, fresh: boolean, of: string): StixObject {
  return withExtension(object, { extension_type: fresh ? "new-sdo" : "property-extension", stands_beside: of });
}

/** The object with our extension added. */
export function withExtension(object: StixObject, extension: JsonObject): StixObject {
  return { ...object, extensions: { ...recordOf(object, "extensions"), [MERIDIAN_EXTENSION]: extension } };
}

/** Reads our extension; undefined on an object that has none. */
export function carriedBy(object: StixObject, sha256: Sha256): Carried | undefined {
  const extension = extensionOf(object, MERIDIAN_EXTENSION);
  if (extension === undefined) return undefined;
  if (extension["stands_beside"] !== undefined) return { is: "beside" };
  if (extension["casefile"] !== undefined) return { is: "casefile" };
  const text = textOf(extension, "noun");
  if (text === undefined) return { is: "altered", why: "no noun" };
  const json = parseJson(text);
  const noun = json.ok ? nounShape(json.value, "noun") : undefined;
  if (noun === undefined || !noun.ok) return { is: "altered", why: "no noun that can be read" };
  const id = nounId(noun.value, sha256);
  if (id !== textOf(extension, "noun_id")) return { is: "altered", why: "a noun of another name" };
  if (nativeDigest(object, sha256) !== textOf(extension, "native_sha256"))
    return { is: "altered", why: "another object than was exported" };
  return {
    is: "noun",
    noun: noun.value,
    id,
    order: numberOf(extension, "noun_order") ?? 0,
    covers: textsOf(extension, "covers"),
  };
}

/** SHA-256 over the canonical JSON of an object without our extension and without its id, which follows from the noun. */
function nativeDigest(object: StixObject, sha256: Sha256): string {
  const plain: Record<string, Json> = Object.create(null);
  for (const name of Object.keys(object)) if (name !== "id" && name !== "extensions") plain[name] = object[name] as Json;
  const extensions = recordOf(object, "extensions") ?? {};
  const others = Object.keys(extensions).filter((key) => key !== MERIDIAN_EXTENSION);
  if (others.length > 0) plain["extensions"] = Object.fromEntries(others.map((key) => [key, extensions[key] as Json]));
  return toHex(sha256(utf8(formatJson(plain))));
}
