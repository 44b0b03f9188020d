#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { generateLog } from '../generate/generate-log.js';

const USAGE = `Usage: generate-log [--lines N] [--seed N] [--out FILE]

Prints a made-up access log of N lines; the same seed gives the same log.
`;

try {
  const { lines, seed, out } = readWords(process.argv.slice(2));
  const text = generateLog({ lines, seed });
  if (out === undefined) {
    process.stdout.write(text);
  } else {
    makeFolder(dirname(out));
    writeFileSync(out, text);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

// A folder made for generated logs tells git to leave it alone.
function makeFolder(folder) {
  const made = mkdirSync(folder, { recursive: true });
  if (made !== undefined) {
    writeFileSync(join(folder, '.gitignore'), '*\n');
  }
}

function readWords(args) {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' }, // standard output when left out
    },
  });
  const lines = Number(values.lines);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(lines) || lines < 1 || !Number.isSafeInteger(seed) || seed < 0) {
    throw new Error('--lines takes a whole number above 0, --seed one from 0.');
  }
  return { lines, seed, out: values.out };
}
