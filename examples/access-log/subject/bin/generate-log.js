#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { generateLog } from '../src/generate/generate-log.js';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' }, // standard output when left out
  },
});

const lines = Number(values.lines);
const seed = Number(values.seed);
if (!Number.isInteger(lines) || lines < 1 || !Number.isInteger(seed)) {
  process.stderr.write('Usage: generate-log [--lines N] [--seed N] [--out FILE]\n');
  process.exit(2);
}

const text = generateLog({ lines, seed });
if (values.out === undefined) {
  process.stdout.write(text);
} else {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, text);
}
