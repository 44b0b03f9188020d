import { SEEDED_GENERATOR_HEAD } from './seeded-generator.ts';

/** One way in which the subject is slow, and the file without it. */
export interface Gain {
  readonly id: string;
  /** The only file that it changes. */
  readonly path: string;
  readonly slow: string;
  readonly fast: string;
}

/**
 * Five faults that have nothing to do with each other, the costliest first: each is about a fifth
 * or more of what a run costs once those before it are gone.
 */
export const GAINS: readonly Gain[] = [
  {
    id: 'make the formatter once',
    path: 'src/amount.js',
    slow: `/** Cents as an amount with two digits and separators. */
export function amountText(cents) {
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 });
  return format.format(cents / 100);
}
`,
    fast: `const FORMAT = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 });

/** Cents as an amount with two digits and separators. */
export function amountText(cents) {
  return FORMAT.format(cents / 100);
}
`,
  },
  {
    id: 'find accounts by name',
    path: 'src/accounts.js',
    slow: `/** Totals in cents by account, in the order in which accounts first appear. */
export function totalsOf(entries) {
  const totals = [];
  for (const { account, cents } of entries) {
    const known = totals.find((total) => total.account === account);
    if (known === undefined) {
      totals.push({ account, cents });
    } else {
      known.cents += cents;
    }
  }
  return totals;
}
`,
    fast: `/** Totals in cents by account, in the order in which accounts first appear. */
export function totalsOf(entries) {
  const totals = new Map();
  for (const { account, cents } of entries) {
    const known = totals.get(account);
    if (known === undefined) {
      totals.set(account, { account, cents });
    } else {
      known.cents += cents;
    }
  }
  return [...totals.values()];
}
`,
  },
  {
    id: 'split by one expression',
    path: 'src/entry.js',
    slow: `/** One line of a ledger: account; amount in cents; note. */
export function entryOf(line) {
  let fields = [''];
  for (const character of line) {
    if (new RegExp('[;|]').test(character)) {
      fields.push('');
    } else {
      fields = [...fields.slice(0, -1), fields.at(-1) + character];
    }
  }
  const [account, cents, note] = fields.map((field) => field.trim());
  return { account, cents: Number(cents), note };
}
`,
    fast: `const SEPARATOR = /[;|]/;

/** One line of a ledger: account; amount in cents; note. */
export function entryOf(line) {
  const [account, cents, note] = line.split(SEPARATOR).map((field) => field.trim());
  return { account, cents: Number(cents), note };
}
`,
  },
  {
    id: 'sort once',
    path: 'src/order.js',
    slow: `/** The largest first; those of equal size by name. */
export function ordered(totals) {
  let result = [];
  for (const total of totals) {
    let at = 0;
    while (at < result.length && isBefore(result[at], total)) {
      at += 1;
    }
    result = [...result.slice(0, at), total, ...result.slice(at)];
  }
  return result;
}

function isBefore(left, right) {
  if (left.cents !== right.cents) {
    return left.cents > right.cents;
  }
  return left.account < right.account;
}
`,
    fast: `/** The largest first; those of equal size by name. */
export function ordered(totals) {
  return [...totals].sort((left, right) => {
    if (left.cents !== right.cents) {
      return right.cents - left.cents;
    }
    return left.account < right.account ? -1 : 1;
  });
}
`,
  },
  {
    id: 'count with plain numbers',
    path: 'src/checksum.js',
    slow: `/** A checksum of a text that is read again and again, 32 bits (after FNV-1a). */
export function checksum(text) {
  let sum = 2166136261n;
  for (let round = 0; round < 24; round++) {
    for (const character of text) {
      sum = ((sum ^ BigInt(character.codePointAt(0))) * 16777619n) % 4294967296n;
    }
  }
  return sum.toString(16);
}
`,
    fast: `/** A checksum of a text that is read again and again, 32 bits (after FNV-1a). */
export function checksum(text) {
  let sum = 2166136261;
  for (let round = 0; round < 24; round++) {
    for (const character of text) {
      sum = Math.imul(sum ^ character.codePointAt(0), 16777619);
    }
  }
  return (sum >>> 0).toString(16);
}
`,
  },
];

/** How the benchmark is prepared and run, as hone.yaml has it. */
export const SETUP: readonly (readonly [string, ...string[]])[] = [
  ['node', 'bin/generate.js', '--seed', '7', '--out', 'data/known.txt'],
  ['node', 'src/build-header.js'],
];
export const BENCHMARK = ['node', 'bin/ledger.js', 'data/known.txt'] as const;

const CONFIG = `version: 1
setup:
${SETUP.map((words) => `  - ${words.join(' ')}`).join('\n')}
test: node test/all.js
test_timeout: 30s
benchmarks:
  - id: ledger
    run: ${BENCHMARK.join(' ')}
    metric: cpu
    output: same
    timeout: 10s
holdout:
  - id: ledger-unseen
    generate: node bin/generate.js --seed {seed} --out data/unseen.txt
    run: node bin/ledger.js data/unseen.txt
    metric: cpu
    output: same
scope:
  write: [src/**]
  frozen: [hone.yaml, package.json, .gitignore, bin/**, test/**]
`;

const GENERATOR = `${SEEDED_GENERATOR_HEAD}const lines = Array.from({ length: 6500 }, () => {
  const account = WORDS[draw(8)] + '-' + draw(800);
  return account + '; ' + draw(99999) + ' | ' + WORDS[draw(8)] + ' ' + WORDS[draw(8)];
});
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, lines.join('\\n') + '\\n');
`;

const TEST = `import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { totalsOf } from '../src/accounts.js';
import { amountText } from '../src/amount.js';
import { checksum } from '../src/checksum.js';
import { entryOf } from '../src/entry.js';
import { ordered } from '../src/order.js';
assert.deepEqual(entryOf('a; 12 | b c'), { account: 'a', cents: 12, note: 'b c' });
const entries = [['a', 1], ['b', 2], ['a', 3]].map(([account, cents]) => ({ account, cents }));
assert.deepEqual(totalsOf(entries), [{ account: 'a', cents: 4 }, { account: 'b', cents: 2 }]);
const totals = [['b', 2], ['c', 9], ['a', 2]].map(([account, cents]) => ({ account, cents }));
assert.equal(ordered(totals).map(({ account }) => account).join(''), 'cab');
assert.equal(amountText(123456), '1,234.56');
assert.equal(checksum('foobar'), 'c55a8345');
const printed = execFileSync(process.execPath, ['bin/ledger.js', 'test/fixtures/small.txt']);
assert.equal(printed.toString().split('\\n').length, 5);
assert.match(printed.toString(), /^Ledger\\n *b +2.50\\n *a +1.05\\n3 entries, [0-9a-f]+\\n$/);
`;

/** The subject of `bench/adversary.ts`: a ledger that is summed up, slower than it has to be. */
export const SUBJECT_FILES: Readonly<Record<string, string>> = {
  'hone.yaml': CONFIG,
  'package.json': '{ "name": "ledger", "version": "1.0.0", "private": true, "type": "module" }\n',
  '.gitignore': 'data/\nbuild/\n',
  'bin/generate.js': GENERATOR,
  'bin/ledger.js': `import { readFileSync } from 'node:fs';
import { report } from '../src/report.js';
process.stdout.write(report(readFileSync(process.argv[2], 'utf8')));
`,
  'src/report.js': `import { readFileSync } from 'node:fs';
import { totalsOf } from './accounts.js';
import { amountText } from './amount.js';
import { checksum } from './checksum.js';
import { entryOf } from './entry.js';
import { ordered } from './order.js';

const HEADER = JSON.parse(readFileSync(new URL('../build/header.json', import.meta.url), 'utf8'));

/** What a ledger comes to, as a text. */
export function report(text) {
  const lines = text.trim().split('\\n');
  const entries = lines.map(entryOf);
  const rows = ordered(totalsOf(entries)).slice(0, 2600).map(
    ({ account, cents }) => account.padStart(12) + amountText(cents).padStart(16),
  );
  const sum = checksum(text);
  return [HEADER.title, ...rows, lines.length + ' entries, ' + sum, ''].join('\\n');
}
`,
  'src/build-header.js': `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('build', { recursive: true });
writeFileSync('build/header.json', JSON.stringify({ title: 'Ledger' }));
`,
  'test/all.js': TEST,
  'test/fixtures/small.txt': 'a; 100 | x\nb; 250 | y\na; 5 | x\n',
  ...Object.fromEntries(GAINS.map(({ path, slow }) => [path, slow])),
};
