const CAPACITY_START = 1_024;

/**
 * Numbers distinct triples of 32-bit integers in the order in which they arrive. An open hash
 * table on typed arrays: a map with string keys would need a string for every lookup.
 */
export class IntegerTriples {
  #rows = new Int32Array(3 * CAPACITY_START);
  #slots = new Int32Array(2 * CAPACITY_START); // index + 1, 0 is free; a power of two long
  #count = 0;

  /** How many distinct triples there are. */
  get count(): number {
    return this.#count;
  }

  /** The index of a triple, from 0; a new one is added. Values are cut to 32 bits. */
  indexOf(first: number, second: number, third: number): number {
    const a = first | 0;
    const b = second | 0;
    const c = third | 0;
    const rows = this.#rows;
    const mask = this.#slots.length - 1;
    let slot = hashOf(a, b, c) & mask;
    for (;;) {
      const row = (this.#slots[slot] ?? 0) - 1;
      if (row < 0) {
        return this.#add(slot, a, b, c);
      }
      if (rows[3 * row] === a && rows[3 * row + 1] === b && rows[3 * row + 2] === c) {
        return row;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** The second integer of a triple that is there. */
  second(index: number): number {
    return this.#rows[3 * index + 1] ?? 0;
  }

  /** One column of all triples: 0, 1 or 2. */
  column(position: 0 | 1 | 2): Int32Array {
    const column = new Int32Array(this.#count);
    for (let row = 0; row < column.length; row++) {
      column[row] = this.#rows[3 * row + position] ?? 0;
    }
    return column;
  }

  #add(slot: number, a: number, b: number, c: number): number {
    const row = this.#count;
    this.#slots[slot] = row + 1;
    this.#rows[3 * row] = a;
    this.#rows[3 * row + 1] = b;
    this.#rows[3 * row + 2] = c;
    this.#count += 1;
    if (2 * this.#count >= this.#slots.length) {
      this.#resize(2 * this.#slots.length);
    }
    return row;
  }

  /** Makes room for triples that are about to come, so that the table need not grow in steps. */
  reserve(count: number): void {
    if (2 * count >= this.#slots.length) {
      this.#resize(2 ** Math.ceil(Math.log2(2 * count + 1)));
    }
  }

  #resize(slotCount: number): void {
    const rows = new Int32Array(3 * (slotCount / 2));
    rows.set(this.#rows);
    this.#rows = rows;
    const slots = new Int32Array(slotCount);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#count; row++) {
      const hash = hashOf(rows[3 * row] ?? 0, rows[3 * row + 1] ?? 0, rows[3 * row + 2] ?? 0);
      let slot = hash & mask;
      while (slots[slot] !== 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

/** Odd multipliers and a final mix, so that neighbouring integers land far from each other. */
function hashOf(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
