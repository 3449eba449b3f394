import type { Standard } from "../../model/index.ts";
import type { ACTOR_LEVELS, LawfulMeasure } from "./vocabulary.ts";

type Level = (typeof ACTOR_LEVELS)[number];

/** The least that every catalogue must ask for before a measure: docs/remedy.md §Gates. */
export type Floor = {
  readonly route: Standard | null;
  readonly actor: Standard | null;
  /** Independent sources of the actor. */
  readonly sources: number;
  readonly levels: readonly Level[];
  readonly damage: Standard | null;
  readonly requires: readonly string[];
  readonly review: number;
  readonly replyDays: number;
  /** How far it reaches at least, 0–5: a catalogue cannot call it smaller to slip under the incident's band. */
  readonly band: number;
  /** It may breach an obligation owed: that must be asked. */
  readonly owed: boolean;
  /** It touches somebody: that must be drawn up by a person first. */
  readonly touches: boolean;
};

const ANY: readonly Level[] = ["machine", "cluster", "organisation", "person", "state"];
const NONE: Floor = {
  route: null,
  actor: null,
  sources: 1,
  levels: ANY,
  damage: null,
  requires: [],
  review: 0,
  replyDays: 0,
  band: 0,
  owed: false,
  touches: false,
};
const ASKS: Floor = { ...NONE, route: "reasonable", damage: "reasonable" };
const PROTEST: Floor = { ...NONE, route: "preponderance", actor: "reasonable", damage: "preponderance", band: 1 };
const NAMES: Floor = {
  ...NONE,
  route: "clear",
  actor: "clear",
  damage: "preponderance",
  review: 1,
  replyDays: 14,
  band: 2,
};
const OF_STATE: Floor = { ...NAMES, levels: ["state"], sources: 2, requires: ["attribution"] };
const TOUCHES: Floor = { ...OF_STATE, band: 3, owed: true, touches: true };
const SPARES = ["humanitarian_exemptions"];

/** By measure. Standards are those of the evidence gate; docs/remedy.md prints the catalogue's own beside what it is for. */
export const FLOORS: Readonly<Record<LawfulMeasure, Floor>> = {
  victim_care: NONE,
  internal_handling: NONE,
  preservation_request: NONE,
  notice: { ...NONE, route: "scintilla" },
  points_of_contact: { ...NONE, route: "scintilla" },
  request_for_assistance: { ...ASKS, requires: ["territory_indicated"] },
  request_for_mitigation: { ...ASKS, requires: ["territory_indicated"] },
  mutual_legal_assistance: { ...ASKS, requires: ["legal_basis_named"] },
  technical_agency: { ...NONE, route: "reasonable" },
  fact_finding: ASKS,
  public_statement_unnamed: { ...NONE, route: "preponderance", damage: "preponderance", band: 1 },
  protest: PROTEST,
  summoning: PROTEST,
  refer_to_un_body: { ...PROTEST, actor: "preponderance", band: 2 },
  attribution_group: {
    ...NAMES,
    actor: "preponderance",
    sources: 2,
    levels: ["cluster", "organisation"],
    requires: ["alternatives_tested"],
    review: 2,
  },
  attribution_state: { ...OF_STATE, requires: ["alternatives_tested", "attribution"], review: 2, band: 3 },
  criminal_referral: {
    ...ASKS,
    actor: "reasonable",
    levels: ["person", "organisation"],
    requires: ["referral_grounds"],
    band: 2,
  },
  civil_claim: {
    ...PROTEST,
    actor: "preponderance",
    levels: ["person", "organisation", "state"],
    requires: ["legal_basis_named", "jurisdiction_link"],
    band: 2,
  },
  entry_restriction: {
    ...NAMES,
    levels: ["person", "organisation"],
    requires: ["natural_person", "own_conduct", "legal_basis_named", "remedy_available"],
    owed: true,
    touches: true,
  },
  asset_freeze: {
    ...NAMES,
    levels: ["person", "organisation"],
    damage: "clear",
    requires: ["own_conduct", "legal_basis_named", "remedy_available", "significant_effect", ...SPARES],
    review: 2,
    band: 3,
    owed: true,
    touches: true,
  },
  recall: { ...OF_STATE, levels: ["state"] },
  expulsion: TOUCHES,
  suspended_cooperation: { ...TOUCHES, requires: ["attribution", ...SPARES] },
  trade_limit_lawful: { ...TOUCHES, requires: ["attribution", "legal_basis_named", ...SPARES] },
  invocation_of_responsibility: { ...OF_STATE, requires: ["wrongful_act"], review: 0, replyDays: 0 },
  arbitration_or_icj: {
    ...OF_STATE,
    damage: "clear",
    requires: ["wrongful_act", "jurisdiction_consent"],
    review: 0,
    replyDays: 0,
  },
  treaty_suspension: {
    ...OF_STATE,
    damage: "clear",
    requires: ["countermeasure", ...SPARES],
    review: 2,
    band: 3,
    touches: true,
  },
  necessity_measure: {
    ...NONE,
    route: "clear",
    damage: "clear",
    requires: ["necessity", "imminent_peril", ...SPARES],
    review: 2,
    band: 3,
    touches: true,
  },
};
