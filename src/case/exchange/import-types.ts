import type { Sha256 } from "../../lib/index.ts";
import type { DocketPredicate, Noun, NounId, Tlp } from "../../model/index.ts";

/** Into which case, by whom, and what is known of the bundle from outside. */
export type ImportOptions = {
  readonly case: DocketPredicate["case"];
  /** Who brings it in, and when. */
  readonly by: string;
  readonly at: string;
  /** The SHA-256 of the bundle's bytes, 64 hexadecimal digits, its title, and where it was had. */
  readonly digest: string;
  readonly title: string;
  readonly url?: string;
  /** The publisher, where the bundle does not say or is not believed. */
  readonly publisher?: string;
  /** The level of what the bundle does not mark. */
  readonly tlp: Tlp;
  /** How far the publisher is relied on; F, cannot be judged, unless the user says otherwise. */
  readonly reliability?: "A" | "B" | "C" | "D" | "E" | "F";
  readonly credibility?: 1 | 2 | 3 | 4 | 5 | 6;
  readonly sha256: Sha256;
};

/** An object of which no noun was made, by its place in the bundle, and why. It is in the record all the same. */
export type KeptObject = { readonly object: number; readonly id: string; readonly type: string; readonly why: string };

/** A noun with its name, and the object that told it. */
export type Told = { readonly id: NounId; readonly noun: Noun; readonly object: number };
