export type { Actuator, Held, Order, Outcome } from "./actuator.ts";
export { formatTarget, networkOf, parseTarget, readTarget, type TargetFault } from "./target.ts";
