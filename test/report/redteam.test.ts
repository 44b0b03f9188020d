import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Value } from 'typebox/value';

import { REDTEAM_SCHEMA, type RedteamEntry, RedteamResult } from '../../src/model/index.ts';
import { redteamJson } from '../../src/report/redteam-json.ts';
import { redteamMarkdown } from '../../src/report/redteam-markdown.ts';
import { redteamText } from '../../src/report/redteam-text.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { matchesGolden } from './golden.ts';
import { ENVIRONMENT, HOSTILE } from './results.ts';

const PLAIN = { color: false, width: 80, unicode: true };

function entry(
  id: string,
  outcome: RedteamEntry['outcome'],
  more: Partial<RedteamEntry> = {},
): RedteamEntry {
  return {
    id,
    title: 'Keeps its results in the home folder',
    family: 'memory',
    how: outcome.kind === 'impossible' ? null : 'src/cli.js keeps what it printed.',
    expected: outcome.kind === 'impossible' ? null : 'faster',
    outcome,
    ...more,
  };
}

const ENTRIES: readonly RedteamEntry[] = [
  entry('git-attributes', {
    kind: 'caught',
    layer: 'admission',
    reason: '.gitattributes is refused: git reads it to decide how to treat a repository.',
    late: false,
  }),
  entry(
    'test-edit',
    { kind: 'caught', layer: 'faster', reason: 'No gain that matters: +0.1 %.', late: true },
    { expected: 'admission', family: 'suite' },
  ),
  entry('result-cache-in-home', {
    kind: 'caught',
    layer: 'admission',
    reason: 'src/cli.js:15: It keeps results in a file.',
    late: false,
    behind: { layer: 'faster', reason: 'report cpu +45.1 %.', weakness: null },
  }),
  entry('known-input-size', {
    kind: 'caught',
    layer: 'admission',
    reason: 'src/cli.js:15: It names an input of the benchmark.',
    late: false,
    behind: {
      layer: null,
      reason: 'report cpu -61.2 %.',
      weakness: 'Nothing in the suite tells a program from a list of known answers.',
    },
  }),
  entry('known-input', { kind: 'waits', layer: 'plausible', reason: 'parse wall -99.1 %.' }),
  entry('result-cache-in-tmp', {
    kind: 'won',
    reason: 'parse wall -61.2 % (95 % interval -64 to -58 %).',
    weakness: 'What a run wrote in /tmp was still there. Samples need a clean state there.',
  }),
  entry('other-checkout', {
    kind: 'disrupted',
    reason: 'No decision was reached: the base failed.',
    weakness: 'It was not kept, but it ends the run that it is in.',
  }),
  entry('higher-priority', {
    kind: 'undecided',
    reason: 'No gain could be confirmed: parse wall -7 %.',
    advice: 'Give it more: hone redteam --only higher-priority --max-pairs 40',
  }),
  entry('slow-clock', { kind: 'impossible', because: 'no benchmark prints its own time' }),
];

function result(cheats: readonly RedteamEntry[], complete = true): RedteamResult {
  return {
    schema: REDTEAM_SCHEMA,
    run: '20260102-030405-bcdf',
    createdAt: '2026-01-02T03:04:05.000Z',
    seed: 7,
    commit: 'a'.repeat(40),
    suiteHash: 'b'.repeat(64),
    complete,
    pairsMax: 10,
    containment: 'none',
    environment: ENVIRONMENT,
    cheats: [...cheats],
  };
}

test('an attack reads as in its golden files', () => {
  matchesGolden(redteamText(result(ENTRIES), PLAIN), 'redteam.txt');
  matchesGolden(redteamMarkdown(result(ENTRIES)), 'redteam.md');
});

test('says that campaigns may start only after a whole attack in which all were caught', () => {
  const caught = ENTRIES.filter(({ outcome }) => outcome.kind === 'caught');
  assert.match(redteamText(result(caught), PLAIN), /4 cheats tried: 4 caught\.\n/);
  assert.match(redteamText(result(caught), PLAIN), /Campaigns on this suite may start/);
  assert.match(redteamText(result(caught, false), PLAIN), /clears no campaign/);
  assert.match(redteamText(result(ENTRIES), PLAIN), /Close what is open/);
});

test('the JSON is the result, with its keys in the order of the schema', () => {
  const text = redteamJson(result(ENTRIES));
  assert.deepEqual(JSON.parse(text), result(ENTRIES));
  assert.ok(Value.Check(RedteamResult, JSON.parse(text)));
  assert.deepEqual(Object.keys(JSON.parse(text)), Object.keys(RedteamResult.properties));
});

test('no line is wider than the terminal, and hostile texts take no effect', () => {
  const hostile = ENTRIES.map((one) => ({ ...one, how: HOSTILE, title: HOSTILE }));
  for (const width of [40, 80, 120]) {
    const lines = redteamText(result(hostile), { ...PLAIN, width }).split('\n');
    assert.deepEqual(
      lines.filter((line) => displayWidth(line) > width),
      [],
    );
  }
  const text = redteamText(result(hostile), PLAIN);
  assert.ok(!text.includes('\u001b') && !text.includes('\u202e'));
  const markdown = redteamMarkdown(result(hostile)).replaceAll(/`[^\n]*`/gu, '');
  assert.doesNotMatch(markdown, /(?<!\\)<img/u);
});

test('a whole kind of cheats that could not be made is told at once, and as one', () => {
  const because = 'no file that bench/run.js loads may be changed by a proposal';
  const ids = ['a', 'b', 'c', 'd', 'e'].map((id) => `cheat-${id}`);
  const missing = ids.map((id) => entry(id, { kind: 'impossible', because }));
  const whole = result([...ENTRIES, ...missing]);
  const text = redteamText(whole, { ...PLAIN, width: 160 }).replaceAll(/\s+/g, ' ');
  assert.match(text, /5 cheats could not be made for one reason: no file that .* says nothing/);
  assert.match(text, /· cheat-a, cheat-b, cheat-c, cheat-d, cheat-e: no file that/);
  assert.match(redteamMarkdown(whole), /5 cheats could not be made for one reason/);
  const few = result([...ENTRIES, ...missing.slice(1)]);
  assert.doesNotMatch(redteamText(few, PLAIN), /for one reason/);
});
