const MASK = (1n << 64n) - 1n;
const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * A short name for a text: 48 bits of 64-bit FNV-1a over its UTF-16 units, as 12 hex digits. Among
 * 1,000 texts two share one with a probability of 2e-9. Not for secrets: who wants to can make two
 * texts with the same hash.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/ for the hash and its folding to fewer bits
 */
export function textHash(text: string): string {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    for (const byte of [unit & 0xff, unit >>> 8]) {
      hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
    }
  }
  const folded = (hash >> 48n) ^ (hash & ((1n << 48n) - 1n));
  return folded.toString(16).padStart(12, '0');
}
