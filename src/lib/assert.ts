/** A broken invariant of ours. Never caught to continue: the room that met it stops. */
class Bug extends Error {
  override readonly name = "Bug";
}

/** Throws Bug with `sentence` unless `condition` holds. For our own mistakes only, never for input. */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Bug(sentence);
}

/** Gives `value` back, or throws Bug when it is null or undefined. */
export function present<Value>(value: Value | null | undefined, sentence: string): Value {
  if (value === null || value === undefined) throw new Bug(sentence);
  return value;
}
