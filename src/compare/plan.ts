/** The order in which two settings take turns. In: pairs, random numbers. Out: sides. Pure; any thread, and Node. */

/** One of the two settings. */
export type Side = 'a' | 'b';

/**
 * Each pair has two blocks, one of each side. The first side of a pair is random. Each side is first in half of the pairs
 * (with an odd number of pairs one side is first once more). So a slow drift cancels out in the differences.
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
