export { type ActorBearing, actorAnswers, type BearingsOptions, bearingsOf } from "./actors/bearings.ts";
export { FITTED_MODEL } from "./actors/fitted.ts";
export { type ActorModel, chanceSigns, logistic, openSigns, scoreOf } from "./actors/model.ts";
export {
  type ActorBase,
  type ActorItem,
  type ActorRanking,
  type ActorStanding,
  createActorBase,
  type ItemWeight,
  NAMED_CHANCE_MIN,
  OPEN_SET_MIN,
  rankActors,
} from "./actors/rank.ts";
export { type ActorTable, createActorTable } from "./actors/table.ts";
export { type ActorFit, VIEWS, viewsOf } from "./actors/views.ts";
export { type Arrow, type AttackFlow, type FlowFault, type FlowObject } from "./causation/attack-flow/flow.ts";
export { attackFlowOf, type FlowHead } from "./causation/attack-flow/flow-of-model.ts";
export { type FlowModel } from "./causation/attack-flow/model-of-flow.ts";
export { type FlowNouns, nounsOfAttackFlow } from "./causation/attack-flow/nouns.ts";
export { readAttackFlow } from "./causation/attack-flow/read.ts";
export { writeAttackFlow } from "./causation/attack-flow/write.ts";
export type { CausalQuestion, Causation, CauseFinding, EntityFinding, MinimalSets } from "./causation/causation.ts";
export { causationLines } from "./causation/causation-lines.ts";
export { causationPicture } from "./causation/causation-picture.ts";
export type { Certainty, Degree } from "./causation/certainty.ts";
export { createCausalModel } from "./causation/create-model.ts";
export { type ExplainFault, explainOutcome } from "./causation/explain.ts";
export { causalModelOf } from "./causation/graph-model.ts";
export { type CausalLimits } from "./causation/limits.ts";
export {
  type CausalDraft,
  type CausalEntity,
  type CausalGate,
  type CausalModel,
  type CausalNode,
  causalGate,
  causalNode,
  type ModelFault,
  type NodeState,
} from "./causation/model.ts";
export type { QueryFault } from "./damage/ask.ts";
export { damageLines, quantityLines } from "./damage/damage-lines.ts";
export { type Damage, type DamageFigure, type DamageGraph, damageOf, type PotentialFigure } from "./damage/damage-of.ts";
export { damagePicture } from "./damage/picture.ts";
export { type QuantityResult, type Rerun, rerun, runQuery } from "./damage/query.ts";
export { type Due, type DutyFacts, dutiesOf, dutyLines, unknownDuties } from "./duties/duties-of.ts";
export { type DutyPack, readDuties } from "./duties/duty-pack.ts";
export { type ExportOptions, exportStix, type ForeignBundle, type IncidentScore, type StixExport } from "./exchange/export.ts";
export { importStix, type StixImport } from "./exchange/import.ts";
export type { ImportOptions, KeptObject } from "./exchange/import-types.ts";
export {
  type CaseFold,
  type CaseFoldOptions,
  type CaseGraph,
  type CaseLink,
  createCaseGraph,
  type RefusedDocket,
} from "./graph/case-graph.ts";
export type { GraphFault, GraphFaultKind } from "./graph/fault.ts";
export type { CaseNoun, LinkType } from "./graph/held.ts";
export type { Leaning, Step } from "./graph/lean.ts";
export type { RootPath, Roots } from "./graph/roots.ts";
export type { ClaimScore, Difference } from "./graph/scores.ts";
export type { CaseDissent, ClaimStatus } from "./graph/standing.ts";
export type { CaseDocket } from "./graph/store.ts";
export { caseId, caseStatement } from "./incident/case-statement.ts";
export { foldCases, INCIDENT_GAP_MS, type Incident, type SealedDetection } from "./incident/fold-cases.ts";
export { splitIncident } from "./incident/split-incident.ts";
export { type ActorCoverage } from "./knowledge/coverage.ts";
export type { ActorProfile, CampaignProfile, Cited, Knowledge, KnowledgeFault, KnowledgeText } from "./knowledge/knowledge.ts";
export { readKnowledge } from "./knowledge/read-knowledge.ts";
export { type RelatedCase, type Relation, relateCases, relationLines, type Trait } from "./relate/relate.ts";
export { reportHtml } from "./report/html.ts";
export { reportMarkdown } from "./report/markdown.ts";
export type { Report } from "./report/report.ts";
export { reportOf } from "./report/report-of.ts";
export {
  createProvenance,
  type Provenance as RouteProvenance,
  type ProvenanceOptions,
  type ProvenanceSize,
} from "./route/provenance.ts";
export type { Question, RouteEdge, RouteGraph, RouteLimits, RouteNode, RouteQuery } from "./route/route-graph.ts";
export { routeLines } from "./route/route-lines.ts";
export { routePicture } from "./route/route-picture.ts";
export { FACTS, type Fact, type FactName, type SeverityFacts, severityFacts, type ToldFact } from "./severity/facts.ts";
export type { PackFault } from "./severity/pack-yaml.ts";
export { readScale, type Scale } from "./severity/scale.ts";
export { severityLines } from "./severity/severity-lines.ts";
export { headlineOf, type SeverityView, severityOf } from "./severity/severity-of.ts";
export { type Timeline, type TimelineFinding, type TimelineNoun, timelineOf } from "./timeline/timeline.ts";
export { timelineLines } from "./timeline/timeline-lines.ts";
export { timelinePicture } from "./timeline/timeline-picture.ts";
export { addBackgrounds, type Background, formatBackground, HOUR_MS, readBackground } from "./tools/background.ts";
export { type BearingOptions, type ToolAnswers, toolBearings } from "./tools/bearings.ts";
export { type Counted, type Recount, recountByRules } from "./tools/count/recount.ts";
export { type ClaimedCount, type CountItem, type CountingRule, claimedCountShape } from "./tools/count/rule.ts";
export type { ToolFinding } from "./tools/finding.ts";
export { toolsOfKnowledge } from "./tools/from-knowledge.ts";
export { type HashTrait, readHashList } from "./tools/hash-list.ts";
export { countBackground, type IdentifyOptions, identifyTools, type ToolIdentification } from "./tools/identify.ts";
export { type Indicator as ToolIndicator } from "./tools/indicator.ts";
export { createToolKnowledge, type ToolKnowledge, type ToolSources } from "./tools/knowledge.ts";
export { observeEvent, type ToolObservation } from "./tools/observed.ts";
export { readToolPack, type ToolFault } from "./tools/pack.ts";
export type { ToolProfile } from "./tools/profile.ts";
export { type Bans, type BaseRate } from "./tools/strength.ts";
export type { ToolSum } from "./tools/sum.ts";
export type { ToolRef, Trait as ToolTrait, Way as ToolWay } from "./tools/trait.ts";
export type { Ask, Coverage, Dissent, Grade, Item, Weight } from "./weigh/ask.ts";
export {
  type Bin,
  bootstrapInterval,
  brierScore,
  calibrationError,
  calibrationNoise,
  cllr,
  type Draws,
  type Forecast,
  type Random,
  rocArea,
  seededRandom,
} from "./weigh/calibration.ts";
export { type Names, verdictLines } from "./weigh/lines.ts";
export { type Matrix, type MatrixRow, matrixLines, matrixOf, type WeightTrail } from "./weigh/matrix.ts";
export { DEFAULT_SETTINGS, type WeighSettings } from "./weigh/settings.ts";
export type {
  AnswerSupport,
  Confidence,
  Doubt,
  Fragility,
  Influence,
  Likelihood,
  Needed,
  Outcome,
  Verdict,
} from "./weigh/verdict.ts";
export { weigh } from "./weigh/weigh.ts";
