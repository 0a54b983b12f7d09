/** Numbers that look random and can be repeated: a comparison shows its seed. In: a seed. Pure; any thread. */

/** Values that are skipped at the start. A seed with few bits set needs some rounds until all bits change. */
const ROUNDS = 16;

/**
 * A generator of numbers from 0 (included) to 1 (not included).
 * xorshift32: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), 13/17/5.
 * @param seed unsigned, 32 bits.
 */
export function seededRandom(seed: number): () => number {
  // Spread over all bits by the golden ratio, an odd number: different seeds stay different. Zero would stay zero.
  let state = Math.imul(seed, 0x9e3779b1) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < ROUNDS; round++) next();
  return next;
}

/** A seed that nobody chose. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] as number;
}
