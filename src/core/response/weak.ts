/** What is held weakly, where the runtime has such a thing: where it has none, nothing is garbage before its time. */

/** What may be there. */
export interface Weak<Value> {
  deref(): Value | undefined;
}

/** Holds a value weakly. */
export function toWeak<Value extends WeakKey>(value: Value): Weak<Value> {
  return typeof WeakRef === "function" ? new WeakRef(value) : { deref: () => value };
}

/** Makes what calls `onLost` for values that are garbage, with what was noted for them. */
export function toRegistry<Noted>(
  onLost: (noted: Noted) => void,
): FinalizationRegistry<Noted> | undefined {
  return typeof FinalizationRegistry === "function" ? new FinalizationRegistry(onLost) : undefined;
}
