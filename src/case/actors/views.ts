import { type ActorRow, type ActorTable, rarity } from "./table.ts";

/** What the model looks at, in the order of its weights. All but `size` are sums over items; docs/attribution.md §Which actor. */
export const VIEWS = [
  "cosine",
  "multinomial",
  "nearest report",
  "implied by software",
  "bernoulli",
  "rare cosine",
  "rare nearest report",
  "rare, little",
  "rare, more",
  "rare count",
  "rare as far as common cosine",
  "rare as far as common nearest",
  "size",
] as const;

/** A feature that at most so many actors use is rare: the easiest to plant with effect, and pooled for that. */
export const RARE_MAX = 2;
/** Caps of the pool of rare items, in nats before their weights. */
const LITTLE = 2;
const MORE = 4;
/** Reports with fewer features are no example of anything. */
const EXAMPLE_MIN = 3;
/** How likely a listed feature shows in one operation, beyond how often it shows anyhow; the research's figure. */
const SHOWS = 0.35;
/** Weight of the background in the multinomial view, in mentions. */
const PRIOR_MENTIONS = 30;
const TYPICAL_REPORT = 8;

/** How one actor's profile fits the items, in numbers: the views in the order of VIEWS, and how many of how many items it lists. */
export type ActorFit = {
  readonly values: readonly number[];
  readonly hits: number;
  readonly count: number;
  /** The naive method, for comparison and for the open set: the sum of Bernoulli log-likelihood ratios, in nats. */
  readonly naive: number;
};

/** The same, item by item. */
export type ActorView = ActorFit & {
  readonly row: ActorRow;
  /** Of each item, in their order: its part in the views that are not rare, and its share of the pool of rare ones. */
  readonly items: readonly { readonly parts: readonly number[]; readonly poolShare: number; readonly hit: boolean }[];
};

type Seen = {
  readonly feature: string;
  readonly rare: number;
  readonly holders: number;
  readonly chance: number;
  readonly mention: number;
};

/** Views of every actor on these features, each of which counts once. */
export function viewsOf(table: ActorTable, features: readonly string[]): readonly ActorView[] {
  const seen = features.map((feature): Seen => {
    const holders = table.holders.get(feature) ?? 0;
    const chance = (holders + 0.5) / (table.rows.length + 1);
    const mention = ((table.mentioned.get(feature) ?? 0) + 0.5) / (table.reports + 1) / TYPICAL_REPORT;
    return { feature, rare: rarity(table, feature), holders, chance, mention };
  });
  const length = Math.sqrt(seen.reduce((sum, { rare }) => sum + rare * rare, 0));
  return table.rows.map((row) => viewOf(table, row, { seen, length }));
}

type Query = { readonly seen: readonly Seen[]; readonly length: number };

function viewOf(table: ActorTable, row: ActorRow, { seen, length }: Query): ActorView {
  const nearest = nearestReport(row, seen);
  const cosine = 10 / (length * row.length || 1);
  const near = 10 / (length * nearest.length || 1);
  const sums = [0, 0, 0, 0, 0];
  const rare = { cosine: 0, near: 0, nats: 0, count: 0 };
  const drafts = seen.map((item) => {
    const hit = row.uses.has(item.feature);
    const square = item.rare * item.rare;
    const nats = multinomial(row, item);
    const inNearest = nearest.report?.has(item.feature) === true;
    if (hit && item.holders <= RARE_MAX) {
      const pooled = Math.max(1e-9, nats);
      rare.cosine += square * cosine;
      rare.near += inNearest ? square * near : 0;
      rare.nats += pooled;
      rare.count += 1;
      return { parts: [0, 0, 0, 0, 0], pooled, hit };
    }
    const parts = [
      hit ? square * cosine : 0,
      nats,
      inNearest ? square * near : 0,
      implied(table, row, item),
      bernoulli(item, hit),
    ];
    for (const [view, part] of parts.entries()) sums[view] = (sums[view] ?? 0) + part;
    return { parts, pooled: 0, hit };
  });
  const [commonCosine = 0, _nats, commonNear = 0] = sums;
  const pool = [
    rare.cosine,
    rare.near,
    Math.min(rare.nats, LITTLE),
    Math.min(rare.nats, MORE),
    rare.count,
    Math.min(rare.cosine, commonCosine),
    Math.min(rare.near, commonNear),
  ];
  const shareOf = (pooled: number) => (rare.nats > 0 ? pooled / rare.nats : 0);
  const items = drafts.map(({ parts, pooled, hit }) => ({ parts, poolShare: shareOf(pooled), hit }));
  const values = [...sums, ...pool, Math.log(1 + row.reports.length)];
  const naive = seen.reduce((sum, item) => sum + bernoulli(item, row.uses.has(item.feature)), 0);
  return { row, values, naive, hits: items.filter(({ hit }) => hit).length, count: items.length, items };
}

/** The report about the actor that is most like the items, by cosine. */
function nearestReport(
  row: ActorRow,
  seen: readonly Seen[],
): { readonly report: ReadonlySet<string> | null; readonly length: number } {
  let best: { report: ReadonlySet<string> | null; length: number; like: number } = { report: null, length: 0, like: 0 };
  for (const [index, report] of row.reports.entries()) {
    if (report.size < EXAMPLE_MIN) continue;
    const length = row.reportLengths[index] ?? 0;
    let like = 0;
    for (const { feature, rare } of seen) if (report.has(feature)) like += rare * rare;
    like /= length || 1;
    if (like > best.like) best = { report, length, like };
  }
  return best;
}

/** ln of how much more often reports about the actor mention the feature than all do; Dirichlet-smoothed with the background. */
function multinomial(row: ActorRow, { feature, mention }: Seen): number {
  const expected = PRIOR_MENTIONS * mention;
  return Math.log(((row.uses.get(feature) ?? 0) + expected) / (row.mentions + PRIOR_MENTIONS) / mention);
}

/** ln LR of a listed or unlisted feature against the background; the naive method is the sum of these. */
function bernoulli({ chance }: Pick<Seen, "chance">, hit: boolean): number {
  return Math.log((hit ? SHOWS / chance : 0) + 1 - SHOWS);
}

/** ln LR of a technique that the profile does not list, but software of the actor shows. */
function implied(table: ActorTable, row: ActorRow, { feature }: Seen): number {
  const shows = row.uses.has(feature) ? 0 : (row.implied.get(feature) ?? 0);
  if (shows === 0) return 0;
  const background = ((table.shown.get(feature) ?? 0) + 1) / (table.software.size + 1);
  return Math.log((0.3 * (1 - Math.exp(shows * -Math.LN2))) / background / (1 + 0.2 * row.software) + 0.7);
}
