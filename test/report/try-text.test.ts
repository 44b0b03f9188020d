import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Decision, TryResult } from '../../src/model/index.ts';
import { proposalText } from '../../src/report/proposal-text.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { tryMarkdown } from '../../src/report/try-markdown.ts';
import { tryText } from '../../src/report/try-text.ts';
import { matchesGolden } from './golden.ts';
import { HOSTILE, tryResult } from './results.ts';

const PLAIN = { color: false, width: 80, unicode: true };

test('a run reads as in its golden files', () => {
  matchesGolden(tryText(tryResult(), PLAIN), 'try.txt');
  matchesGolden(tryMarkdown(tryResult()), 'try.md');
});

test('proposals read as in their golden files', () => {
  const result = tryResult();
  matchesGolden(proposalText(decision(result, 0), result, PLAIN), 'proposal-kept.txt');
  matchesGolden(proposalText(decision(result, 4), result, PLAIN), 'proposal-rejected.txt');
  matchesGolden(proposalText(decision(result, 6), result, PLAIN), 'proposal-needs-person.txt');
});

test('no line is wider than the terminal', () => {
  const results = [tryResult(), hostile(tryResult())];
  for (const result of results) {
    for (const width of [40, 80, 120]) {
      const texts = [
        tryText(result, { ...PLAIN, width }),
        ...result.decisions.map((one) => proposalText(one, result, { ...PLAIN, width })),
      ];
      const lines = texts.join('\n').split('\n');
      assert.deepEqual(
        lines.filter((line) => displayWidth(line) > width),
        [],
      );
    }
  }
});

test('hostile texts take no effect', () => {
  const text = tryText(hostile(tryResult()), PLAIN);
  assert.ok(!text.includes('\u001b') && !text.includes('\u202e'));
  assert.doesNotMatch(
    tryMarkdown(hostile(tryResult())).replaceAll(/`[^\n]*`/gu, ''),
    /(?<!\\)<img/u,
  );
});

test('checks after the one that refused did not run', () => {
  const result = tryResult();
  const text = proposalText(decision(result, 4), result, PLAIN).replaceAll('\u00a0', ' ');
  assert.match(text, /✔ admission ✔ build ✘ tests · same-output \(not run\)/u);
});

test('what to do next depends on what was kept', () => {
  const result = tryResult();
  assert.match(tryText(result, PLAIN), /git merge hone\//u);
  assert.match(tryText({ ...result, branch: null }, PLAIN), /with --keep/u);
  const none = { ...result, decisions: [], stack: null };
  assert.match(tryText(none, PLAIN), /^Nothing was proposed\./u);
});

test('headlines of different metrics say each their own', () => {
  const result = tryResult();
  const other = { ...decision(result, 1), headline: { benchmark: 'report', metric: 'cpu' } };
  const text = tryText(
    { ...result, decisions: [decision(result, 0), other] },
    { ...PLAIN, width: 160 },
  );
  assert.match(text, /\(wall time, free\)/u);
  assert.match(text, /\(CPU time, free\)/u);
});

function decision(result: TryResult, index: number): Decision {
  const found = result.decisions[index];
  assert.ok(found);
  return found;
}

function hostile(result: TryResult): TryResult {
  return {
    ...result,
    run: HOSTILE,
    branch: HOSTILE,
    decisions: result.decisions.map((one) => ({
      ...one,
      proposal: HOSTILE,
      title: HOSTILE,
      reason: HOSTILE,
    })),
  };
}
