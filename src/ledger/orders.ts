import { type Checked, isoTime, no, toHex, yes } from "../lib/index.ts";
import { activeHolds, commitmentIn, type HoldPredicate, type OrderPredicate, type Statement } from "../model/index.ts";
import type { Receipt } from "./committer.ts";
import { type Erasing, type ErasurePlan, erase, type Reach, reachOf, type Spared } from "./erase.ts";
import { isErasable } from "./erase-entries.ts";
import { planSegment, type SegmentPlan } from "./erasure-plan.ts";
import { gatherKeeping, type Keeping } from "./holds.ts";
import { segmentId } from "./layout.ts";
import { nameSubject } from "./retention.ts";

/** What is to be erased before its time; `order` names it. */
export type Order = Omit<OrderPredicate, "from">;

/** What is to stay whatever a schedule or an order says. */
export type Hold = Omit<HoldPredicate, "from" | "action">;

/** Why an order or a hold is not stated or carried out: `reason` is a sentence. */
export type OrderFault = { readonly kind: "refused"; readonly reason: string };

/** The statement of an order, refused when its name is taken or it names an entry that may not be erased. */
export async function orderStatement({ ledger, state }: Erasing, order: Order): Promise<Checked<Statement, OrderFault>> {
  for await (const entry of ledger.entries()) {
    if (entry.erased) continue;
    const { statement } = entry;
    if (statement.kind === "order" && statement.predicate.order === order.order)
      return refuse(`an order ${order.order} is stated already`);
    if (statement.kind === "retention" && statement.predicate.schedule === order.order)
      return refuse(`a schedule has the name ${order.order}`);
  }
  for (const index of order.entries) {
    if (index >= ledger.size) return refuse(`the ledger has ${ledger.size} entries, the order names entry ${index}`);
    const entry = await ledger.entry(index);
    if (!entry.erased && !isErasable(entry.statement.kind))
      return refuse(`entry ${index} is a ${entry.statement.kind} statement, which the ledger cannot do without`);
  }
  const unknown = order.segments.find((id) => state.places.segmentEntry(id) === undefined);
  if (unknown !== undefined) return refuse(`the ledger has no segment ${unknown}`);
  const { options } = state;
  const predicate: OrderPredicate = { ...order, from: isoTime(options.clock()) };
  return yes({ kind: "order", subject: [nameSubject(options, order.order)], predicate });
}

/** The statement that places a hold, or lifts the one of that name; refused when it is placed already, or there is none. */
export async function holdStatement(
  { ledger, state }: Erasing,
  action: HoldPredicate["action"],
  hold: Hold,
): Promise<Checked<Statement, OrderFault>> {
  const before: HoldPredicate[] = [];
  for (const index of state.places.holdEntries) {
    const entry = await ledger.entry(index);
    if (!entry.erased && entry.statement.kind === "hold") before.push(entry.statement.predicate);
  }
  const isPlaced = activeHolds(before).has(hold.hold);
  if (action === "place" && isPlaced) return refuse(`a hold ${hold.hold} is placed already`);
  if (action === "lift" && !isPlaced) return refuse(`no hold ${hold.hold} is placed`);
  const predicate: HoldPredicate = { ...hold, action, from: isoTime(state.options.clock()) };
  return yes({ kind: "hold", subject: [nameSubject(state.options, hold.hold)], predicate });
}

/** What carrying out an order would erase now, and what it would spare. Changes nothing. */
export async function planOrder(erasing: Erasing, order: Order): Promise<ErasurePlan> {
  const { ledger, state } = erasing;
  const keeping = await gatherKeeping(ledger.entries());
  const spared: Spared[] = [];
  const { order: schedule, authority, basis } = order;
  return {
    ground: { schedule, authority, basis },
    segments: await planSegments(erasing, order, keeping, spared),
    entries: await planEntries(
      erasing,
      order.entries.filter((index) => index < ledger.size),
      keeping,
      spared,
    ),
    spared: [...spared, ...sparedRecords(order, keeping, state.places.segmentCount)],
  };
}

async function planSegments(
  { state, segments }: Erasing,
  order: Order,
  keeping: Keeping,
  spared: Spared[],
): Promise<readonly SegmentPlan[]> {
  const [names, whole] = [new Set<string>(order.records), new Set<string>(order.segments)];
  const plans: SegmentPlan[] = [];
  const source = { segments, sha256: state.options.sha256, keeping };
  for (let ordinal = 1; ordinal <= state.places.segmentCount; ordinal++) {
    const id = segmentId(ordinal);
    const isWhole = whole.has(id);
    if (!isWhole && !(await segments.sealed(id)).leaves.some((leaf) => names.has(toHex(commitmentIn(leaf))))) continue;
    const hold = keeping.heldSegments.get(id);
    if (hold !== undefined) spared.push({ what: id, why: `the hold ${hold} keeps it` });
    const plan = await planSegment(source, id, (name) => isWhole || names.has(name), isWhole ? "kept" : "gone");
    if (plan !== undefined) plans.push(plan);
  }
  return plans;
}

async function planEntries(
  { ledger }: Erasing,
  indices: readonly number[],
  { heldEntries }: Keeping,
  spared: Spared[],
): Promise<ErasurePlan["entries"]> {
  const entries: { index: number; name: ErasurePlan["entries"][number]["name"] }[] = [];
  for (const index of [...new Set(indices)].sort((left, right) => left - right)) {
    const entry = await ledger.entry(index);
    const hold = heldEntries.get(index);
    if (hold !== undefined) spared.push({ what: `entry ${index}`, why: `the hold ${hold} keeps it` });
    else if (entry.erased) spared.push({ what: `entry ${index}`, why: `entry ${entry.erasure} erased it already` });
    else if (!isErasable(entry.statement.kind))
      spared.push({ what: `entry ${index}`, why: `the ledger cannot do without a ${entry.statement.kind} statement` });
    else entries.push({ index, name: entry.name });
  }
  return entries;
}

function sparedRecords(order: Order, { heldRecords }: Keeping, segments: number): readonly Spared[] {
  if (segments === 0) return [];
  return order.records.flatMap((name) => {
    const hold = heldRecords.get(name);
    return hold === undefined ? [] : [{ what: `record ${name}`, why: `the hold ${hold} keeps it` }];
  });
}

/** Carries out the order of a name: erases what it names and no hold keeps. No receipt when nothing is left to erase. */
export async function carryOut(
  erasing: Erasing,
  name: string,
  nowMs: number,
): Promise<Checked<{ readonly receipt: Receipt | undefined; readonly reach: Reach }, OrderFault>> {
  let order: OrderPredicate | undefined;
  for await (const entry of erasing.ledger.entries()) {
    if (!entry.erased && entry.statement.kind === "order" && entry.statement.predicate.order === name)
      order = entry.statement.predicate;
  }
  if (order === undefined) return refuse(`no order ${name} is stated`);
  const plan = await planOrder(erasing, order);
  return yes({ receipt: await erase(erasing, plan, nowMs), reach: reachOf(plan) });
}

function refuse(reason: string): Checked<never, OrderFault> {
  return no({ kind: "refused", reason });
}
