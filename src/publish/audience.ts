import type { StatementOf } from "../model/index.ts";

export type Audience = StatementOf<"published">["predicate"]["audience"];
export type Tlp = StatementOf<"published">["predicate"]["tlp"];

/** The TLP 2.0 label of each audience (FIRST, Traffic Light Protocol 2.0) and what it means for the person who holds the folder. */
export const AUDIENCES: Readonly<Record<Audience, { readonly tlp: Tlp; readonly meaning: string }>> = {
  internal: { tlp: "TLP:AMBER+STRICT", meaning: "For people of your own organisation who need to know, and nobody else." },
  reviewers: { tlp: "TLP:AMBER", meaning: "For your own organisation and its clients who need to know." },
  public: { tlp: "TLP:CLEAR", meaning: "May be passed on to anybody." },
};
