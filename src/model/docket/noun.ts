import { concat, formatJson, type Sha256, type Shaped, shape, toHex, utf8 } from "../../lib/index.ts";
import { claimShape, judgementShape } from "./claim.ts";
import { linkShape } from "./link.ts";
import { observationShape } from "./observation.ts";
import { recordNounShape } from "./record.ts";
import type { NounId } from "./scalars.ts";
import { entityNounShape, eventNounShape } from "./things.ts";

/** The nouns of a case and its one edge. spec/docket.md §Nouns. */
export const nounShape = shape.tagged("noun", {
  record: recordNounShape,
  observation: observationShape,
  entity: entityNounShape,
  event: eventNounShape,
  claim: claimShape,
  link: linkShape,
  judgement: judgementShape,
});

export type Noun = Shaped<typeof nounShape>;
export type NounKind = Noun["noun"];
export type NounOf<Kind extends NounKind> = Extract<Noun, { readonly noun: Kind }>;

const DOMAIN = concat(utf8("meridian/docket/v1"), new Uint8Array([0]));

/** A noun's name: the same content has the same name in every ledger. spec/docket.md §Names. */
export function nounId(noun: Noun, sha256: Sha256): NounId {
  return toHex(sha256(concat(DOMAIN, utf8(formatJson(noun))))) as NounId;
}
