import { formatJson, isoTime, type Json, shape, utf8 } from "../../lib/index.ts";
import { MEASURES } from "../../model/index.ts";
import type { Order } from "../actuator.ts";

/** Where orders are sent, as its operator configured it. */
export const webhookConfigShape = shape.record({
  url: shape.text(2000),
  measures: shape.list(shape.word(...MEASURES), 6),
  /** The file with the secrets, mode 600. */
  secrets: shape.text(4096),
  timeoutMs: shape.count,
  /** A file with certificates to believe; null for the system's own. */
  ca: shape.nullable(shape.text(4096)),
});

/** Orders in one message: it stays below the 20 kB that Standard Webhooks recommends. */
export const ORDERS_A_MESSAGE = 50;

/** The body of one message: `{type, timestamp, data: {orders}}`. */
export function webhookBody(
  event: "apply" | "undo",
  orders: readonly (Pick<Order, "measure" | "target"> & Partial<Order>)[],
  nowMs: number,
): Uint8Array<ArrayBuffer> {
  const data: Json = {
    orders: orders.map(({ measure, target, expiresAtMs }) => ({ measure, target, expiresAt: endOf(expiresAtMs) })),
  };
  return utf8(formatJson({ type: `meridian.order.${event}`, timestamp: isoTime(nowMs), data }));
}

function endOf(expiresAtMs: number | null | undefined): string | null {
  return expiresAtMs === null || expiresAtMs === undefined ? null : isoTime(expiresAtMs);
}
