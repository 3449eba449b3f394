import { shape } from "../../lib/index.ts";
import { digestShape, exhibitIdShape, recordNameShape, segmentIdShape } from "../scalars.ts";
import { clockedSpanShape, tlpShape } from "./scalars.ts";

/** Where the bytes are: sealed telemetry, an exhibit in the vault, or a document that somebody else keeps. */
const placeShape = shape.tagged("kept", {
  segment: shape.record({ kept: shape.word("segment"), name: recordNameShape, segment: segmentIdShape, index: shape.count }),
  vault: shape.record({ kept: shape.word("vault"), exhibit: exhibitIdShape, sha256: digestShape }),
  elsewhere: shape.record({
    kept: shape.word("elsewhere"),
    sha256: shape.nullable(digestShape),
    title: shape.text(1000),
    url: shape.nullable(shape.text(2000)),
  }),
});

/** Bytes that something can rest on: the leaves of every claim. */
export const recordNounShape = shape.record({
  noun: shape.word("record"),
  place: placeShape,
  media: shape.text(200),
  taken: clockedSpanShape,
  /** Who or what first produced it, such as `sensor:hts-jump1` or `publisher:North Port CERT`: two records of one origin are one witness. */
  origin: shape.text(400),
  tlp: tlpShape,
});
