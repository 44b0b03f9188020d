/**
 * A stream of random numbers that is the same for a seed on every machine: integers only, because
 * the last digits of Math.log and its kin may differ between engines.
 *
 * @param {number} seed - any whole number
 * @see Marsaglia 2003, "Xorshift RNGs", Journal of Statistical Software 8(14)
 */
export function randomFrom(seed) {
  let state = Math.imul(seed ^ 0x2545f491, 0x9e3779b1) || 1; // 0 would stay 0
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let round = 0; round < 16; round += 1) {
    next(); // small seeds have few bits set: let them spread
  }

  return {
    /** Whole number from 0 to below `limit`. */
    below: (limit) => next() % limit,

    /** True in `share` of 1000 cases. */
    chance: (share) => next() % 1000 < share,

    /** One of the items; those with a larger `weight` more often. */
    weighted(items) {
      let left = next() % items.reduce((sum, { weight }) => sum + weight, 0);
      return items.find(({ weight }) => (left -= weight) < 0);
    },

    /** One of the items, all equally often. */
    pick: (items) => items[next() % items.length],

    /** Text of `length` hexadecimal digits. */
    hex: (length) => Array.from({ length }, () => (next() % 16).toString(16)).join(''),
  };
}
