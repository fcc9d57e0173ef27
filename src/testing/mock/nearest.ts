/**
 * Which of several things is nearest to what was asked for, so that a refusal can name it.
 *
 * @module
 */

/**
 * Finds the item with the greatest nearness; of several the first.
 *
 * @param items The items.
 * @param measure Gives the nearness of one.
 */
export function findNearest<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  let nearest: { readonly item: T; readonly nearness: number } | undefined;
  for (const item of items) {
    const nearness = measure(item);
    if (!nearest || nearness > nearest.nearness) nearest = { item, nearness };
  }
  return nearest?.item;
}

/**
 * Counts with how many characters two texts begin alike.
 *
 * @param a One of them.
 * @param b The other.
 */
export function countCommon(a: string, b: string): number {
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  return common;
}
