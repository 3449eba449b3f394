export { caseId, caseStatement } from "./incident/case-statement.ts";
export { foldCases, INCIDENT_GAP_MS, type Incident, type SealedDetection } from "./incident/fold-cases.ts";
export { splitIncident } from "./incident/split-incident.ts";
export { type RelatedCase, type Relation, relateCases, relationLines, type Trait, traitText } from "./relate/relate.ts";
export { type Timeline, type TimelineFinding, type TimelineNoun, timelineOf } from "./timeline/timeline.ts";
export { timelineLines } from "./timeline/timeline-lines.ts";
export { timelinePicture } from "./timeline/timeline-picture.ts";
