import { type Arrow, type FlowObject, nameOf } from "./flow.ts";

/**
 * The arrows without those that close a circle: going depth first from what nothing leads to, in the order of the file, an arrow back to what one
 * came through is left out and named.
 */
export function acyclic(arrows: readonly Arrow[], objects: ReadonlyMap<string, FlowObject>, notes: string[]): readonly Arrow[] {
  const from = new Map<string, Arrow[]>();
  for (const arrow of arrows) from.set(arrow.from, [...(from.get(arrow.from) ?? []), arrow]);
  const led = new Set(arrows.map(({ to }) => to));
  const order = [...objects.keys()].sort((left, right) => Number(led.has(left)) - Number(led.has(right)));
  const dropped = new Set<Arrow>();
  const open = new Set<string>();
  const done = new Set<string>();
  for (const start of order) {
    const stack = [{ id: start, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next === 0 && (done.has(top.id) || open.has(top.id))) {
        stack.pop();
        continue;
      }
      open.add(top.id);
      const arrow = from.get(top.id)?.[top.next++];
      if (arrow === undefined) {
        open.delete(top.id);
        done.add(top.id);
        stack.pop();
      } else if (open.has(arrow.to)) dropped.add(arrow);
      else if (!done.has(arrow.to)) stack.push({ id: arrow.to, next: 0 });
    }
  }
  for (const arrow of dropped)
    notes.push(
      `the arrow from "${named(objects, arrow.from)}" to "${named(objects, arrow.to)}" was left out: it closes a circle`,
    );
  return arrows.filter((arrow) => !dropped.has(arrow));
}

function named(objects: ReadonlyMap<string, FlowObject>, id: string): string {
  const object = objects.get(id);
  return object === undefined ? id : nameOf(object);
}
