import type { LetterKind } from "../catalogue/vocabulary.ts";
import type { LetterLanguage } from "./letter-input.ts";

/** The sentences of letters, one set a language. */
export type Template = {
  readonly draft: string;
  readonly titles: Readonly<Record<LetterKind, string>>;
  readonly from: string;
  readonly to: string;
  readonly date: string;
  readonly reference: string;
  readonly happened: string;
  readonly since: (since: string, until: string) => string;
  readonly goesOn: string;
  readonly shown: string;
  readonly nothingShown: string;
  readonly shownLine: (what: string, standard: string, sources: number, claim: string) => string;
  readonly asked: Readonly<Record<LetterKind, string>>;
  readonly askedLine: (what: string, why: string) => string;
  readonly nothingAsked: string;
  readonly basis: (basis: string) => string;
  readonly noBasis: string;
  readonly measure: (measure: string) => string;
  readonly answerBy: (day: string) => string;
  readonly answerSoon: string;
  readonly closing: Readonly<Record<LetterKind, readonly string[]>>;
  readonly nameWithheld: string;
};

const EN: Template = {
  draft: "DRAFT – not sent. A person reads it, with counsel, before anybody sends it. Not legal advice.",
  titles: {
    preservation: "Request to preserve records",
    assistance: "Request for assistance",
    notice: "Notice, with an invitation to reply",
  },
  from: "From",
  to: "To",
  date: "Date",
  reference: "Our reference",
  happened: "What happened",
  since: (since, until) => `From ${since} until ${until}.`,
  goesOn: "an end that is not on record",
  shown: "What the record shows so far",
  nothingShown: "Nothing yet that reaches a standard of proof.",
  shownLine: (what, standard, sources, claim) =>
    `${what} – ${standard}, from ${sources} independent source${sources === 1 ? "" : "s"} (claim ${claim})`,
  asked: {
    preservation: "What we ask you to keep",
    assistance: "What we ask for",
    notice: "What we call for",
  },
  askedLine: (what, why) => `${what} – because: ${why}`,
  nothingAsked: "An answer, whatever you can say.",
  basis: (basis) => `We ask under: ${basis}.`,
  noBasis: "We claim no legal duty to answer. We ask for it as cooperation.",
  measure: (measure) =>
    `An answer is being considered: ${measure}. Nothing has been decided. We offer to talk about it first, at a place and time that suit you.`,
  answerBy: (day) => `An answer that reaches us by ${day} can be weighed in full.`,
  answerSoon: "An answer as soon as you can would help.",
  closing: {
    preservation: [
      "Please keep these records as they are, with their times and the state of their clocks. We do not ask you to hand them over: that would be a request of its own, by the way that your law provides.",
      "If you can keep less than this, please keep that. If the law forbids you to keep any of it, please tell us so.",
      "This request accuses nobody.",
    ],
    assistance: [
      "This request accuses nobody. That something ran through a network or a territory does not show who did it, and does not show that anybody there knew.",
      "Please share no more than is asked for. Where your law asks for another way, such as mutual legal assistance or the points of contact, please point us to it.",
      "If you have found this to be otherwise, please tell us: it will stand in the record beside what is said here.",
    ],
    notice: [
      "You are invited to reply: to correct, to explain, to object, or to bring evidence. What you send is evidence of the same kind as ours and is weighed by the same rules.",
      "Your reply is kept whole and stands beside the finding wherever the finding is shown. Silence is no admission.",
      "The standards named above are what the record reaches today. They change when the record changes, and this notice with them.",
    ],
  },
  nameWithheld: "(name left out)",
};

const ZH: Template = {
  draft: "草稿——未发送。发送前须由专人会同法律顾问审阅。不构成法律意见。",
  titles: { preservation: "证据保全请求", assistance: "协助请求", notice: "通知及答复邀请" },
  from: "发自",
  to: "致",
  date: "日期",
  reference: "我方编号",
  happened: "事件经过",
  since: (since, until) => `自${since}至${until}。`,
  goesOn: "（结束时间尚无记录）",
  shown: "现有记录所证明的事项",
  nothingShown: "目前尚无达到证明标准的事项。",
  shownLine: (what, standard, sources, claim) => `${what}——${standard}，独立来源${sources}个（主张${claim}）`,
  asked: { preservation: "请求保全的内容", assistance: "请求事项", notice: "我方要求" },
  askedLine: (what, why) => `${what}——理由：${why}`,
  nothingAsked: "请予答复，内容不限。",
  basis: (basis) => `依据：${basis}。`,
  noBasis: "我方不主张贵方负有答复的法律义务，谨以合作方式提出。",
  measure: (measure) => `正在考虑的措施：${measure}。尚未作出决定。我方提议在此之前先行谈判，时间地点可由贵方选择。`,
  answerBy: (day) => `在${day}之前收到的答复可得到充分考虑。`,
  answerSoon: "请尽早答复。",
  closing: {
    preservation: [
      "请按原状保存上述记录，并保留其时间及时钟状态。我方并不要求提供这些记录；如需提供，将依贵方法律另行提出请求。",
      "如只能保存其中一部分，请保存该部分。如法律禁止保存，请告知我方。",
      "本请求不构成对任何一方的指控。",
    ],
    assistance: [
      "本请求不构成对任何一方的指控。活动经由某一网络或领土，既不证明由谁实施，也不证明当地任何人知情。",
      "请勿提供超出所请求范围的数据。如贵方法律要求经由司法协助或联络点等其他途径，请予指明。",
      "如贵方查明情况与此不同，请告知我方；贵方意见将与本函所述一并载入记录。",
    ],
    notice: [
      "请贵方答复：可以更正、说明、提出异议或提供证据。贵方提供的材料与我方证据性质相同，适用同样规则予以衡量。",
      "贵方答复将完整保存，凡展示结论之处均一并展示。沉默不构成承认。",
      "上述证明标准为记录目前所达到的程度；记录变化，标准及本通知亦随之变化。",
    ],
  },
  nameWithheld: "（不具名）",
};

/** The sentences of a language. */
export function templateOf(language: LetterLanguage): Template {
  return language === "zh" ? ZH : EN;
}
