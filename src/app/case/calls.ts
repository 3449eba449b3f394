import { answerFormCall } from "../law/call-answers.ts";
import { assessCall, stateAssessmentCall } from "../law/call-assess.ts";
import { decisionCall } from "../law/call-decision.ts";
import { formCall } from "../law/call-form.ts";
import { letterCall } from "../law/call-letter.ts";
import { decideCall } from "../law/call-measure.ts";
import { packsCall } from "../law/call-packs.ts";
import { readingCall } from "../law/call-reading.ts";
import { remedyCall } from "../law/call-remedy.ts";
import { verifyAssessmentsCall } from "../law/call-verify.ts";
import type { AnyCaseCall } from "./call.ts";
import { actorsCall } from "./call-actors.ts";
import { damageCall, factCall, listCall, measureCall } from "./call-damage.ts";
import { addNouns, claimCall, judgeCall, linkCall } from "./call-enter.ts";
import { exportCall } from "./call-export.ts";
import { importCall } from "./call-import.ts";
import { changeCase, newCase } from "./call-new.ts";
import { patternCall } from "./call-pattern.ts";
import { openCase, relateCall, timelineCall } from "./call-read.ts";
import { enterRouteCall, routeCall } from "./call-route.ts";
import { backgroundCall, countCall, enterToolCall, toolsCall } from "./call-tools.ts";
import { whatIfCall, whoCall } from "./call-who.ts";
import { whyCall } from "./call-why.ts";

/** Everything that can be asked of cases, in the order in which people are told of it. */
export const CASE_CALLS: readonly AnyCaseCall[] = [
  newCase,
  changeCase,
  addNouns,
  claimCall,
  linkCall,
  judgeCall,
  openCase,
  listCall,
  routeCall,
  enterRouteCall,
  toolsCall,
  enterToolCall,
  backgroundCall,
  countCall,
  whoCall,
  whatIfCall,
  actorsCall,
  whyCall,
  damageCall,
  measureCall,
  factCall,
  exportCall,
  importCall,
  timelineCall,
  relateCall,
  patternCall,
  readingCall,
  answerFormCall,
  assessCall,
  stateAssessmentCall,
  verifyAssessmentsCall,
  remedyCall,
  decideCall,
  letterCall,
  decisionCall,
  formCall,
  packsCall,
] as readonly AnyCaseCall[];
