import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { readCorpus } from './corpus.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'detectors.md');
const PROGRAMS_MIN = 4;

/** Rules that recognise code and so are tested on programs. */
const CODE_RULES = [
  'spread-in-loop',
  'concat-in-loop',
  'search-in-loop',
  'sort-in-loop',
  'hot-regex',
  'regex-in-loop',
  'backtracking-regex',
  'json-clone',
  'hot-json',
  'sync-call',
  'serial-awaits',
  'repeated-calls',
];

const programs = readCorpus();

interface Count {
  readonly rule: string;
  readonly positive: number;
  readonly negative: number;
  /** Places that are expected and named, expected and not named, named and not expected. */
  readonly hits: number;
  readonly misses: number;
  readonly falseAlarms: number;
}

const counts = CODE_RULES.map((rule): Count => {
  const own = programs.filter(({ name }) => name.startsWith(`${rule}-`));
  const of = (places: readonly string[]): string[] =>
    places.filter((place) => place.startsWith(`${rule}:`));
  let [hits, misses, falseAlarms] = [0, 0, 0];
  for (const { expected, found } of programs) {
    hits += of(expected).filter((place) => found.includes(place)).length;
    misses += of(expected).filter((place) => !found.includes(place)).length;
    falseAlarms += of(found).filter((place) => !expected.includes(place)).length;
  }
  return {
    rule,
    positive: own.filter(({ isPositive }) => isPositive).length,
    negative: own.filter(({ isPositive }) => !isPositive).length,
    hits,
    misses,
    falseAlarms,
  };
});

function row({ rule, positive, negative, hits, misses, falseAlarms }: Count): string {
  const precision = `${hits}/${hits + falseAlarms}`;
  const recall = `${hits}/${hits + misses}`;
  return `| \`${rule}\` | ${positive} | ${negative} | ${precision} | ${recall} |`;
}

test('every program belongs to a rule, and every rule has enough of both kinds', () => {
  const strays = programs
    .map(({ name }) => name)
    .filter((name) => !CODE_RULES.some((rule) => name.startsWith(`${rule}-`)));
  assert.deepEqual(strays, []);
  for (const { rule, positive, negative } of counts) {
    assert.ok(positive >= PROGRAMS_MIN && negative >= PROGRAMS_MIN, `${rule} has too few programs`);
  }
});

test('every place is named that should be, and no other, apart from what the programs say', () => {
  const wrong = programs
    .filter(({ expected, found }) => expected.join() !== found.join())
    .map(({ name }) => name);
  const announced = programs
    .filter(({ text }) => /^\/\/ A known (?:miss|false alarm)/m.test(text))
    .map(({ name }) => name);
  assert.deepEqual(wrong, announced);
});

test('counts of the corpus are as they were', () => {
  assert.deepEqual(
    counts.map(({ rule, hits, misses, falseAlarms }) => [rule, hits, misses, falseAlarms]),
    [
      ['spread-in-loop', 6, 0, 0],
      ['concat-in-loop', 5, 0, 0],
      ['search-in-loop', 7, 1, 1],
      ['sort-in-loop', 4, 0, 0],
      ['hot-regex', 16, 1, 0],
      ['regex-in-loop', 4, 0, 0],
      ['backtracking-regex', 5, 1, 0],
      ['json-clone', 5, 0, 0],
      ['hot-json', 4, 0, 0],
      ['sync-call', 5, 0, 0],
      ['serial-awaits', 4, 1, 0],
      ['repeated-calls', 4, 1, 0],
    ],
  );
});

test('the page on detectors shows these counts', (context) => {
  const page = readFileSync(PAGE, 'utf8').replaceAll(/ +/g, ' ');
  const missing = counts.map(row).filter((each) => !page.includes(each));
  context.diagnostic(`\n${counts.map(row).join('\n')}`);
  assert.deepEqual(missing, []);
  assert.ok(page.includes(`${programs.length} programs`), `${programs.length} programs`);
});
