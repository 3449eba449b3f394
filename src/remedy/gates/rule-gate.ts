import { type Answer, type Gate, type LawText, type NextEvidence, type Tree, type Truth, valueWord } from "../../model/index.ts";
import type { RemedyInput } from "../input.ts";
import { presumedIn, unpresumed } from "./presumption.ts";
import { routeWords, said } from "./words.ts";

const LISTED_MOST = 6;

/** The gate of a rule that must be met: on its headline alone, and never on a presumption. What nobody has answered is shut. */
export function ruleGate(id: string, input: RemedyInput): Gate {
  const answer = answerOf(id, input);
  if (answer === null) return unanswered(id, input);
  const open = truthOf(answer) === "met";
  return {
    gate: "rule",
    id,
    open,
    asks: answer.question,
    has: hasWords(answer),
    opener: open ? null : openerOf(answer, input.assessed.next),
  };
}

/** What a rule comes to for a gate; undetermined when nobody has answered it, when the answer is of another day, or when it rests on a presumption. */
export function ruleTruth(id: string, input: RemedyInput): Truth {
  const answer = answerOf(id, input);
  return answer === null ? "undetermined" : truthOf(answer);
}

/** The answer to a rule on the day of the plan; null when there is none. */
function answerOf(id: string, { assessed, asOf }: RemedyInput): Answer | null {
  if (assessed.asOf !== asOf) return null;
  const answers = assessed.answers.filter(({ rule }) => rule === id);
  return answers.length === 1 ? (answers[0] ?? null) : null;
}

function truthOf({ headline, tree }: Answer): Truth {
  return headline.truth !== "undetermined" && unpresumed(tree) === headline.truth ? headline.truth : "undetermined";
}

function unanswered(id: string, { assessed, asOf }: RemedyInput): Gate {
  const isOfDay = assessed.asOf === asOf;
  return {
    gate: "rule",
    id,
    open: false,
    asks: said(`The rule ${id} must be met`, `规则 ${id} 须成立`),
    has: isOfDay ? said("No pack answers it", "无规则包作答") : said("The assessment is of another day", "评估日期不符"),
    opener: isOfDay
      ? said(`A rule pack that holds ${id}`, `加载包含 ${id} 的规则包`)
      : said(`An assessment as of ${asOf}`, `以 ${asOf} 为准重新评估`),
  };
}

function hasWords(answer: Answer): LawText {
  const { headline, believed, tree } = answer;
  if (headline.truth !== "undetermined") {
    if (truthOf(answer) === headline.truth) return headline.truth === "met" ? said("Met", "成立") : said("Not met", "不成立");
    const ids = presumedIn(tree).join(", ");
    return said(`Only presumed: nobody has raised ${ids}`, `仅系推定：无人提出 ${ids}`);
  }
  if (believed.truth !== "undetermined")
    return said("Undetermined (law): rests on a source that nobody has read", "未定（法律）：所依来源尚无人核读");
  const open = openElements(tree).slice(0, 3).join(", ");
  const of = open === "" ? "" : `: ${open}`;
  const word = valueWord(headline);
  if (word === "undetermined:facts") return said(`Undetermined (facts)${of}`, `未定（事实）${of}`);
  if (word === "undetermined:law") return said("Undetermined (law)", "未定（法律）");
  return said(`Undetermined (facts and law)${of}`, `未定（事实与法律）${of}`);
}

function openElements(tree: Tree): readonly string[] {
  const own = tree.node === "element" && tree.sure.truth === "undetermined" && tree.sure.facts ? [tree.id] : [];
  return [...new Set([...own, ...tree.children.flatMap(openElements)])];
}

function openerOf(answer: Answer, next: readonly NextEvidence[]): LawText | null {
  const { headline, believed, tree } = answer;
  if (headline.truth === "not_met") return null;
  if (headline.truth === "met")
    return said("The defence is raised, looked into and refuted", "由有关方提出该抗辩，经查证后予以否定");
  if (headline.law && believed.truth === "met")
    return said("Somebody reads the cited sources and says so", "由专人核读所引来源并予记载");
  if (!headline.facts) return null;
  const first = next.find(({ rule, ifShown }) => rule === answer.rule && ifShown.truth === "met") ?? firstOf(answer, next);
  if (first !== undefined) return showWords(first);
  const open = openElements(tree);
  const [ids, more] = [open.slice(0, LISTED_MOST).join(", "), open.length - LISTED_MOST];
  if (more <= 0) return said(`Evidence, by lawful means, on: ${ids}`, `以合法途径取得的证据：${ids}`);
  const all = `meridian assess CASE --why ${answer.rule}`;
  return said(
    `Evidence, by lawful means, on enough of: ${ids} and ${more} more (${all} tells which)`,
    `以合法途径取得足够证据：${ids} 等共${open.length}项（${all} 列明）`,
  );
}

function firstOf({ rule }: Answer, next: readonly NextEvidence[]): NextEvidence | undefined {
  return next.find((evidence) => evidence.rule === rule);
}

function showWords({ ask, routes }: NextEvidence): LawText {
  const ways = routes.map(({ route }) => routeWords(route)).filter((way) => way !== null);
  const [way] = ways;
  return way === undefined
    ? said(`Evidence on: ${ask.en}`, `证明：${ask.zh}`)
    : said(`Evidence ${way.en} on: ${ask.en}`, `证明（${way.zh}）：${ask.zh}`);
}
