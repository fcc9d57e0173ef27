/**
 * Random numbers that come again with the same seed.
 *
 * @module
 */

/** The seeds: whole numbers below this. */
export const SEEDS: number = 2 ** 32;

/** Gives the next number, from 0 to below 1. */
export type Random = () => number;

/**
 * Makes a source of random numbers (mulberry32, by Tommy Ettinger).
 *
 * @param seed A whole number; only its lowest 32 bits count.
 */
export function toRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEEDS;
  };
}

/** Gives a seed for the nth of many sources, so that none depends on how far another one is. */
export function seedOf(seed: number, index: number): number {
  return (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
}
