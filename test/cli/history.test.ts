import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { randomFrom, systemClock } from '../../src/base/index.ts';
import { newRunId } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { CONFIG, pairs, recordTry } from '../campaign/history/recorded.ts';
import { assertRefused, git, hone, inPlace, repository } from './spawn-hone.ts';

/** Commits that were each the base of a trial; from the eighth on they take longer. */
function recordedSubject(root: string): string[] {
  const store = openStore(join(root, '.hone'), { clock: systemClock });
  const commits = Array.from({ length: 14 }, (_, index) => {
    git(root, ['commit', '-q', '--allow-empty', '-m', `change ${index}`]);
    const commit = git(root, ['rev-parse', 'HEAD']).trim();
    const run = newRunId(systemClock, randomFrom(index, 'run'));
    const level = (index < 8 ? 50 : 60) + (index % 3) / 10;
    recordTry(store, { 'measure/fix/parse': pairs(level, 'fix', level - 9) }, { run, commit });
    return commit;
  });
  store.close();
  return commits;
}

test(
  'recorded runs make a history with its change of level, in every form, and twice the same',
  inPlace(async (place) => {
    const root = repository(place, { 'hone.yaml': CONFIG });
    const empty = await hone(place, root, ['history']);
    assert.match(empty.stdout, /Nothing was measured here yet/);
    const commits = recordedSubject(root);
    const list = await hone(place, root, ['history']);
    assert.match(list.stdout, /parse +wall +60\.1 ms +\S{8} +14 .*\+20\.\d % at \S{8}, worse/);
    const files = ['--html', 'h.html', '--csv', 'h.csv', '--markdown', 'h.md', '--json', 'h.json'];
    const one = await hone(place, root, ['history', 'parse', '--limit', '3', ...files]);
    assert.equal(one.code, 0, one.stderr);
    const [before, after] = [commits[7], commits[8]].map((id) => (id ?? '').slice(0, 10));
    const words = one.stdout.replaceAll(/\s+/g, ' ');
    assert.match(words, new RegExp(`between ${before} and ${after}: \\+20`));
    assert.match(words, /11 older measurements/);
    const json = JSON.parse(readFileSync(join(root, 'h.json'), 'utf8'));
    assert.equal(json.series[0].segments[0].points.length, 14);
    assert.equal(json.series[0].elsewhere.length, 14, 'the proposals');
    assert.match(readFileSync(join(root, 'h.html'), 'utf8'), /<svg/);
    assert.equal(readFileSync(join(root, 'h.csv'), 'utf8').trimEnd().split('\r\n').length, 29);
    const again = await hone(place, root, ['history', 'parse', '--json']);
    const { createdAt: _, ...rest } = JSON.parse(again.stdout);
    assert.deepEqual({ createdAt: json.createdAt, ...rest }, json);
    const retro = await hone(place, root, ['retro', '--json']);
    assert.equal(JSON.parse(retro.stdout).status, 'interrupted', retro.stderr);
    const review = await hone(place, root, ['review', '--since', '1d', '--markdown', 'r.md']);
    assert.match(review.stdout, /worse: parse wall: between[\s\S]*unfinished/);
    assert.match(readFileSync(join(root, 'r.md'), 'utf8'), /## Debts/);
    const since = await hone(place, root, [
      'history',
      'parse',
      '--since',
      commits[12] ?? '',
      '--json',
    ]);
    assert.ok(JSON.parse(since.stdout).series[0].segments[0].points.length >= 2);
  }),
);

test(
  'what is unknown or of no meaning is refused with what there is',
  inPlace(async (place) => {
    const root = repository(place, { 'hone.yaml': CONFIG });
    const ask = (...words: string[]) => hone(place, root, ['history', ...words]);
    assertRefused(await ask('parse'), /Nothing was measured here yet, so "parse" has no history/);
    assertRefused(await ask('--since', '2026-02-31'), /is no date/);
    assertRefused(await ask('--branch', 'nowhere'), /no commit called "nowhere"/);
    assertRefused(await ask('--json', '--csv', '-'), /Only one export/);
    assertRefused(await ask('--limit', '0'), /whole number/);
  }),
);
