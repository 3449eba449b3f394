import { isoTime, type Shape, type Shaped, shape } from "../../lib/index.ts";
import type { Event, Range } from "../../model/index.ts";
import { type Answer, type Arguments, BadArgument, type QueryDefinition } from "./ask.ts";
import { countAnswer } from "./counting.ts";
import type { Records } from "./select.ts";
import { textIn, whereShape } from "./select.ts";

const CURRENCY = /^[A-Z]{3}$/;
const AMOUNT = /^(-?)([0-9]{1,12})(?:\.([0-9]{1,4}))?$/;
/** Amounts are added as whole ten-thousandths, so that their order changes nothing. */
const PARTS = 10_000;

/** What one unit of a currency is worth in the one asked for, on a day, and who says so. */
const rateShape = shape.record({
  currency: shape.pattern(CURRENCY, "an ISO 4217 code such as EUR"),
  rate: shape.number(1e-9, 1e9),
  date: shape.pattern(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-22"),
  source: shape.text(400),
});
const ratesShape: Shape<readonly Rate[]> = shape.list(rateShape, 200);
type Rate = Shaped<typeof rateShape>;

/**
 * Money by invoices, each once by its number. Currencies are never added: an item of another one counts only when a rate with its day and
 * source is among the arguments, and is named otherwise.
 */
export const MONEY: QueryDefinition = {
  name: "money.invoices",
  version: "1",
  quantity: "money",
  needs: ["from", "to", "where", "invoice", "amount", "currencyField", "currency"],
  takes: ["rates"],
  run: (args, records) => money(args, records),
};

type Item = { readonly invoice: string | undefined; readonly currency: string; readonly amount: number };

function money(args: Arguments, records: Records): Answer {
  const currency = args.text("currency");
  if (!CURRENCY.test(currency)) throw new BadArgument("currency", "an ISO 4217 code such as EUR");
  const rates = args.jsonOr("rates", ratesShape, []);
  const window = args.window();
  const events = records.select(args.json("where", whereShape), window);
  const read = events.map((event) => itemOf(event, args));
  const items = read.filter((item) => item !== undefined);
  const worth = worthIn(currency, rates);
  const { value, parts, caveats } = totalOf(items, worth);
  const used = rates.filter(({ currency: of }) => of !== currency && items.some((item) => item.currency === of));
  if (items.length < events.length)
    caveats.push(`${events.length - items.length} lines without an amount or a currency: in none of the three figures`);
  caveats.push(...used.map(({ currency: of, rate, date, source }) => `1 ${of} = ${rate} ${currency} on ${date} (${source})`));
  return {
    ...countAnswer(events, window),
    unit: currency,
    value,
    countingRule: "each invoice once by its number; currencies are not added without a stated rate",
    baseline: null,
    caveats,
    parts,
    pricedOn: used.map(({ date }) => date).sort()[0] ?? null,
    negative: events.length > 0 ? null : `no invoice seen from ${isoTime(window.fromMs)} to ${isoTime(window.toMs)}`,
  };
}

function itemOf(event: Event, args: Arguments): Item | undefined {
  const [, minus, whole, fraction] = AMOUNT.exec(textIn(event, args.text("amount")) ?? "") ?? [];
  const currency = textIn(event, args.text("currencyField"));
  if (whole === undefined || currency === undefined || !CURRENCY.test(currency)) return undefined;
  const amount = Number(whole) * PARTS + Number((fraction ?? "").padEnd(4, "0"));
  return { invoice: textIn(event, args.text("invoice")), currency, amount: minus === "-" ? -amount : amount };
}

function worthIn(currency: string, rates: readonly Rate[]): (item: Item) => number | undefined {
  return (item) => {
    if (item.currency === currency) return item.amount;
    const rate = rates.find(({ currency: of }) => of === item.currency)?.rate;
    return rate === undefined ? undefined : Math.round(item.amount * rate);
  };
}

type Sum = { readonly value: Range; readonly parts: Answer["parts"]; readonly caveats: string[] };

/** An invoice told with two amounts stays between them; one without a number may repeat another, and counts only in the upper figure. */
function totalOf(items: readonly Item[], worth: (item: Item) => number | undefined): Sum {
  const known = items.flatMap((item) => {
    const amount = worth(item);
    return amount === undefined ? [] : [{ invoice: item.invoice, amount }];
  });
  const numbered = Map.groupBy(
    known.filter(({ invoice }) => invoice !== undefined),
    ({ invoice }) => invoice,
  );
  const value = { lo: 0, best: 0, hi: 0 };
  const caveats: string[] = [];
  for (const [invoice, told] of [...numbered].sort(([a], [b]) => ((a ?? "") < (b ?? "") ? -1 : 1))) {
    const amounts = [...new Set(told.map(({ amount }) => amount))].sort((a, b) => a - b);
    value.lo += amounts[0] ?? 0;
    value.best += amounts[0] ?? 0;
    value.hi += amounts.at(-1) ?? 0;
    if (amounts.length > 1) caveats.push(`invoice ${invoice} is told with ${amounts.length} amounts: both are inside the range`);
  }
  const nameless = known.filter(({ invoice }) => invoice === undefined);
  for (const { amount } of nameless) {
    value.lo += Math.min(0, amount);
    value.hi += Math.max(0, amount);
    value.best += Math.min(0, amount);
  }
  if (nameless.length > 0) caveats.push(`${nameless.length} items without an invoice number count in the upper figure only`);
  const others = Map.groupBy(
    items.filter((item) => worth(item) === undefined),
    ({ currency }) => currency,
  );
  for (const [currency, left] of [...others].sort(([a], [b]) => (a < b ? -1 : 1)))
    caveats.push(`${left.length} items in ${currency} are not added: no rate was given`);
  const units = (sum: number) => sum / PARTS;
  return { value: { lo: units(value.lo), best: units(value.best), hi: units(value.hi) }, parts: [], caveats };
}
