export { type BatchSetting, batchLine, type Change, type Extending, keyOf, missingSets } from "./batch.ts";
export { type Complaint, readComplaint } from "./complaint.ts";
export { readListing } from "./listing.ts";
export { type RulesetPlan, rulesetLine } from "./ruleset.ts";
export { createRunDown, type Moment, type RunDown, TIMEOUT_MS_MAX } from "./run-down.ts";
export { type BlockSet, nameOfSet, type Place, placeOf, QUARANTINE } from "./sets.ts";
export { readShape } from "./shape.ts";
