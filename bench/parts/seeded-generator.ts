/**
 * The head of a program that writes made-up input: `--seed` decides all of it, `--out` is where it
 * goes. What follows finds `draw(below)`, a whole number from 0, and eight `WORDS`; it ends by
 * writing to `out` with `mkdirSync`, `dirname` and `writeFileSync`.
 */
export const SEEDED_GENERATOR_HEAD = `import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
const text = { type: 'string' };
const { seed, out } = parseArgs({ options: { seed: text, out: text } }).values;
let state = Number(BigInt(seed) % 2147483648n);
const draw = (below) => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return Math.floor(state / 65536) % below;
};
const WORDS = ['stone', 'edge', 'oil', 'steel', 'whet', 'grind', 'polish', 'blade'];
`;
