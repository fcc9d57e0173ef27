/**
 * Timers that do not keep the program running.
 *
 * @module
 */

/**
 * Says whether a timer keeps the program running, as each does at first.
 *
 * @param timer The timer.
 * @param holding Whether it does; where the runtime has no such thing, nothing happens.
 */
export function setTimerHolding(timer: ReturnType<typeof setTimeout>, holding: boolean): void {
  if (typeof timer === "object") {
    if (holding) timer.ref();
    else timer.unref();
  } else if (typeof Deno === "object" && "refTimer" in Deno) {
    if (holding) Deno.refTimer(timer);
    else Deno.unrefTimer(timer);
  }
}
