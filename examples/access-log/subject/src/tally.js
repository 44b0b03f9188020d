/**
 * Counts things by name.
 */
export class Tally {
  #counts = new Map();

  /** Adds `amount` to what was counted under `name`. */
  add(name, amount = 1) {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + amount);
  }

  /** How many different names were counted. */
  get size() {
    return this.#counts.size;
  }

  /**
   * The largest counts, largest first, equal ones by name.
   *
   * @param {number} limit - most rows
   * @returns {{ name: string, count: number }[]}
   */
  top(limit) {
    return this.#rows()
      .sort((left, right) => right.count - left.count || compareText(left.name, right.name))
      .slice(0, limit);
  }

  /** All counts in the order of their names. */
  byName() {
    return this.#rows().sort((left, right) => compareText(left.name, right.name));
  }

  #rows() {
    return Array.from(this.#counts, ([name, count]) => ({ name, count }));
  }
}

/** Order of two texts by code unit, the same on every machine and in every language. */
export function compareText(left, right) {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}
