import { type Shaped, shape } from "../../lib/index.ts";
import { caseIdShape, timeShape } from "../scalars.ts";

/** A dossier left this house. Subjects: every tag file's digest, the payload manifest first. spec/dossier.md §Seal. */
export const publishedShape = shape.record({
  case: caseIdShape,
  ledgerSize: shape.count,
  audience: shape.word("internal", "reviewers", "public"),
  tlp: shape.word("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"),
  publishedAt: timeShape,
  /** What a named person let pass although it was detected as secret or personal. */
  accepted: shape.list(shape.record({ kind: shape.text(100), count: shape.count, by: shape.text(400) }), 100),
  withheldRecords: shape.count,
});

export type PublishedPredicate = Shaped<typeof publishedShape>;
