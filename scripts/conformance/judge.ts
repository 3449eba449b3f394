import type { Alert, Answer, Vector } from "./vector.ts";

export type Verdict = "pass" | "fail" | "unsupported";
export type Judged = { readonly vector: Vector; readonly answer: Answer; readonly verdict: Verdict };

/** The vector without its answer and all that gives it away: what an engine is told, as one line of JSON. */
export function questionLine(vector: Vector): string {
  const { id, feature, rules, pipelines, filters, options, events } = vector;
  return JSON.stringify({ id, feature, rules, pipelines, filters, options, events });
}

/** Holds an answer against the vector. A class of refusal and cited events count only where the engine states them. */
export function judge(vector: Vector, answer: Answer): Judged {
  const { expect } = vector;
  if ("unsupported" in answer) return { vector, answer, verdict: "unsupported" };
  if ("refused" in expect || "refused" in answer) {
    const fits = "refused" in expect && "refused" in answer && (answer.refused === "" || answer.refused === expect.refused);
    return { vector, answer, verdict: fits ? "pass" : "fail" };
  }
  return { vector, answer, verdict: sameAlerts(expect.alerts, answer.alerts) ? "pass" : "fail" };
}

function sameAlerts(expected: readonly Alert[], stated: readonly Alert[]): boolean {
  if (expected.length !== stated.length) return false;
  const left = [...stated];
  return expected.every((alert) => {
    const at = left.findIndex((other) => sameAlert(alert, other));
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

function sameAlert(expected: Alert, stated: Alert): boolean {
  const same = expected.rule === stated.rule && expected.event === stated.event;
  if (expected.events === undefined || stated.events === undefined) return same;
  return same && expected.events.join(",") === stated.events.join(",");
}

/** Passes by feature, in the order of the vectors, and in all. */
export function passTable(
  judged: readonly Judged[],
): readonly { readonly feature: string; readonly pass: number; readonly fail: number; readonly unsupported: number }[] {
  const groups = Map.groupBy(judged, ({ vector }) => vector.feature);
  const count = (list: readonly Judged[], verdict: Verdict): number => list.filter((one) => one.verdict === verdict).length;
  const row = (feature: string, list: readonly Judged[]) => ({
    feature,
    pass: count(list, "pass"),
    fail: count(list, "fail"),
    unsupported: count(list, "unsupported"),
  });
  return [...[...groups].map(([feature, list]) => row(feature, list)), row("all", judged)];
}
