/**
 * Just enough of edwards25519 (RFC 8032 §5.1) to tell whether an encoded point is on the curve and in the group of prime order.
 * Works on public points only and is not constant-time.
 */

/** 2^255 − 19. */
export const FIELD_PRIME = 2n ** 255n - 19n;

/** L, the order of the base point. */
export const GROUP_ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

const D = mod(-121_665n * power(121_666n, FIELD_PRIME - 2n));
const SQRT_MINUS_ONE = power(2n, (FIELD_PRIME - 1n) / 4n);

/** Extended homogeneous coordinates (RFC 8032 §5.1.4). */
type Point = { readonly x: bigint; readonly y: bigint; readonly z: bigint; readonly t: bigint };
const IDENTITY: Point = { x: 0n, y: 1n, z: 1n, t: 0n };

/** The point with this y (below the field prime) and either sign of x; undefined when there is none. The sign does not change an order. */
export function pointAtY(y: bigint): Point | undefined {
  const ySquared = mod(y * y);
  const xSquared = mod((ySquared - 1n) * power(D * ySquared + 1n, FIELD_PRIME - 2n));
  // RFC 8032 §5.1.3: the candidate root, or it times the root of −1.
  const candidate = power(xSquared, (FIELD_PRIME + 3n) / 8n);
  const x = mod(candidate * candidate) === xSquared ? candidate : mod(candidate * SQRT_MINUS_ONE);
  return mod(x * x) === xSquared ? { x, y, z: 1n, t: mod(x * y) } : undefined;
}

/** True when L times the point is the identity: no part of small order. True for the identity itself. */
export function hasPrimeOrder(point: Point): boolean {
  let sum = IDENTITY;
  for (let bit = 252n; bit >= 0n; bit--) {
    sum = add(sum, sum);
    if ((GROUP_ORDER >> bit) & 1n) sum = add(sum, point);
  }
  return sum.x === 0n && sum.y === sum.z;
}

/** RFC 8032 §5.1.4, complete: also doubles. */
function add(left: Point, right: Point): Point {
  const a = mod((left.y - left.x) * (right.y - right.x));
  const b = mod((left.y + left.x) * (right.y + right.x));
  const c = mod(2n * D * mod(left.t * right.t));
  const d = mod(2n * left.z * right.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [mod(base), exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

function mod(value: bigint): bigint {
  const rest = value % FIELD_PRIME;
  return rest >= 0n ? rest : rest + FIELD_PRIME;
}
