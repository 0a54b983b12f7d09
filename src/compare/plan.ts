/** The order in which two settings take turns. In: pairs, random numbers. Out: sides. Pure; any thread, and Node. */

/** One of the two settings. */
export type Side = 'a' | 'b';

/**
 * Two blocks per pair, one of each side. Which of them is first is random, and as often the one as the other (for an odd
 * number of pairs once more), so that whatever drifts slowly adds to as many differences as it takes from.
 */
export function planBlocks(pairs: number, random: () => number): Side[] {
  const aFirst = Array.from({ length: pairs }, (_, pair) => pair % 2 === 0);
  // An odd pair out must not always begin with the same side.
  if (pairs % 2 === 1) aFirst[0] = random() < 0.5;
  for (let last = pairs - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [aFirst[last], aFirst[other]] = [aFirst[other] as boolean, aFirst[last] as boolean];
  }
  return aFirst.flatMap((first): Side[] => (first ? ['a', 'b'] : ['b', 'a']));
}
