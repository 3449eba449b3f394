// AssemblyScript. What the scanner asks of its host (src/detect/fast/scanner.ts); the answers are remembered here.

/** What a name in an object of this node is: fills `answer` with interest, slot and node (names.ts). */
// @ts-ignore: decorator
@external("host", "name")
export declare function askName(node: u32, at: u32, length: u32, answer: u32): void;

/** Nothing that was said of names counts any more: they begin anew. */
// @ts-ignore: decorator
@external("host", "forgetNames")
export declare function forgetNames(): void;

/** The partition of the line whose routing tokens stand at `tokens` as (at, length), or -1. */
// @ts-ignore: decorator
@external("host", "route")
export declare function askRoute(tokens: u32): i32;

/** The address of what a partition looks at (judged.ts). */
// @ts-ignore: decorator
@external("host", "columns")
export declare function askColumns(partition: i32): u32;

/** What is true of a token in a column, or -1. */
// @ts-ignore: decorator
@external("host", "value")
export declare function askValue(partition: i32, column: u32, at: u32, length: u32): i32;

/** 1 when a rule may fire on a line with these values. */
// @ts-ignore: decorator
@external("host", "verdict")
export declare function askVerdict(partition: i32, values: u32): i32;
