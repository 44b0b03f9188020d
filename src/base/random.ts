import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { at } from './at.ts';

/** A stream of random numbers that a recorded seed reproduces. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** Uniform integer in [0, below); `below` is at least 1. */
  integer(below: number): number;
}

/**
 * A stream for one purpose, derived from a seed and a label, so that adding a consumer
 * does not shift the numbers that the others see.
 *
 * @param seed - any 32-bit integer
 * @param label - names the purpose, e.g. `order/screening/12`
 */
export function randomFrom(seed: number, label = ''): Random {
  const generator = xoroshiro128plus(mixed(seed ^ fnv1a(label)));
  return {
    fraction: () => uniformFloat64(generator),
    integer: (below) => uniformInt(generator, 0, below - 1),
  };
}

/** A shuffled copy (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const moved = at(copy, last);
    copy[last] = at(copy, other);
    copy[other] = moved;
  }
  return copy;
}

/** 32-bit FNV-1a, see http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/**
 * Spreads every bit of a seed over all of them. The generator's first draws are linear in its seed,
 * and the low bit of FNV is the parity of the characters, so without this neighbouring labels
 * would alternate. Finaliser of MurmurHash3, https://github.com/aappleby/smhasher (public domain).
 */
function mixed(seed: number): number {
  let hash = seed ^ (seed >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
