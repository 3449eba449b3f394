export { caseId, caseStatement } from "./case-statement.ts";
export { foldCases, INCIDENT_GAP_MS, type Incident, type SealedDetection } from "./fold-cases.ts";
export { splitIncident } from "./split-incident.ts";
