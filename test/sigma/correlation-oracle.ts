/** A condition over rules, and the ways in which it can hold in order: with these rules, without those. */
export type Expression = {
  readonly text: string;
  readonly holds: (fired: (rule: string) => boolean) => boolean;
  readonly ways: readonly (readonly [yes: readonly string[], no: readonly string[]])[];
};

/** What a correlation is, as plainly as it can be said: every window from scratch. Shares no code with the engine. */
export type Spec = {
  readonly type: string;
  readonly window: "sliding" | "tumbling" | "session";
  readonly timespan: number;
  readonly gap: number;
  /** Hundredths for types that look at numbers. */
  readonly bounds: readonly (readonly [compare: string, limit: number])[];
  readonly percentile: number;
  readonly rules: readonly string[];
  /** What must be true of the rules that fired; null: all of them, in number. */
  readonly expression: Expression | null;
};

/** An event in seconds; `x` is a text, the hundredths of a number, or null where there is none. */
export type Seen = {
  readonly at: number;
  readonly is: string;
  readonly user: string;
  readonly x: string;
  readonly hundredths: number | null;
};

type Counted = Seen & { readonly order: number };

const SIDES: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
  eq: (value, limit) => value === limit,
  neq: (value, limit) => value !== limit,
};

/** The firings of a correlation on events in the order observed: by number of the event, when the window that fired ends; null for none. */
export function firingsOf(spec: Spec, events: readonly Seen[]): readonly (number | null)[] {
  const groups = new Map<string, { all: Counted[]; fired: number[] }>();
  return events.map((event, order) => {
    if (!counts(spec, event)) return null;
    const group = groups.get(event.user) ?? { all: [], fired: [] };
    groups.set(event.user, group);
    group.all.push({ ...event, order });
    group.all.sort((left, right) => left.at - right.at || left.order - right.order);
    for (const end of group.all) {
      const window = windowOf(spec, group.all, end);
      if (!window.some((one) => one.order === order) || isQuiet(spec, group, end) || !holds(spec, window)) continue;
      group.fired.push(end.at);
      return end.at;
    }
    return null;
  });
}

function counts(spec: Spec, { is, hundredths, x }: Seen): boolean {
  if (!spec.rules.includes(is)) return false;
  if (spec.type === "value_count") return x !== "";
  return !spec.type.startsWith("value_") || hundredths !== null;
}

function windowOf(spec: Spec, all: readonly Counted[], end: Counted): readonly Counted[] {
  const upTo = all.slice(0, all.indexOf(end) + 1);
  if (spec.window === "sliding") return upTo.filter(({ at }) => at >= end.at - spec.timespan);
  if (spec.window === "tumbling")
    return upTo.filter(({ at }) => Math.floor(at / spec.timespan) === Math.floor(end.at / spec.timespan));
  return sessionsOf(spec, upTo).at(-1) ?? [];
}

function sessionsOf(spec: Spec, all: readonly Counted[]): readonly (readonly Counted[])[] {
  const sessions: Counted[][] = [];
  for (const event of all) {
    const last = sessions.at(-1);
    const [first, before] = [last?.[0], last?.at(-1)];
    const goesOn =
      first !== undefined && before !== undefined && event.at - before.at <= spec.gap && event.at - first.at <= spec.timespan;
    if (goesOn) last?.push(event);
    else sessions.push([event]);
  }
  return sessions;
}

function isQuiet(spec: Spec, { all, fired }: { all: readonly Counted[]; fired: readonly number[] }, end: Counted): boolean {
  if (spec.window === "sliding") return fired.some((at) => Math.abs(at - end.at) < spec.timespan);
  if (spec.window === "tumbling")
    return fired.some((at) => Math.floor(at / spec.timespan) === Math.floor(end.at / spec.timespan));
  const session = sessionsOf(spec, all).find((one) => one.includes(end)) ?? [];
  return session.some(({ at }) => fired.includes(at));
}

function holds(spec: Spec, window: readonly Counted[]): boolean {
  const meets = (value: number, weight = 1) => spec.bounds.every(([compare, limit]) => SIDES[compare]?.(value, limit * weight));
  const values = window.map(({ hundredths }) => hundredths ?? 0).sort((left, right) => left - right);
  const sum = values.reduce((total, value) => total + value, 0);
  const size = values.length;
  switch (spec.type) {
    case "event_count":
      return meets(size);
    case "value_count":
      return meets(new Set(window.map(({ x }) => x.toLowerCase())).size);
    case "value_sum":
      return meets(sum);
    case "value_avg":
      return meets(sum, size);
    case "value_median":
      return meets((values[Math.ceil(size / 2) - 1] ?? 0) + (values[Math.floor(size / 2)] ?? 0), 2);
    case "value_percentile":
      return meets(values[Math.max(1, Math.ceil((spec.percentile * size) / 100)) - 1] ?? 0);
    default:
      return temporalHolds(spec, window);
  }
}

function temporalHolds({ type, rules, expression, bounds }: Spec, window: readonly Counted[]): boolean {
  const fired = (rule: string) => window.some(({ is }) => is === rule);
  if (type === "temporal") {
    if (expression !== null) return expression.holds(fired);
    const count = rules.filter(fired).length;
    return bounds.every(([compare, limit]) => SIDES[compare]?.(count, limit));
  }
  const last = window.at(-1);
  const ways = expression === null ? [[rules, []] as const] : expression.ways;
  return ways.some(([yes, no]) => yes.at(-1) === last?.is && !no.some(fired) && isSubsequence(yes, window));
}

function isSubsequence(way: readonly string[], window: readonly Counted[]): boolean {
  let at = 0;
  for (const { is } of window) if (is === way[at]) at++;
  return way.length > 0 && at === way.length;
}

/** Whether some window that holds the last of these events meets the condition, whatever has fired before. */
export function holdsWithLast(spec: Spec, events: readonly Seen[]): boolean {
  const last = events.length - 1;
  const all = events
    .map((event, order) => ({ ...event, order }))
    .filter((event) => event.user === events[last]?.user && counts(spec, event))
    .sort((left, right) => left.at - right.at || left.order - right.order);
  return all.some((end) => {
    const window = windowOf(spec, all, end);
    return window.some(({ order }) => order === last) && holds(spec, window);
  });
}
