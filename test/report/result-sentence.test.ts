import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { MetricResult } from '../../src/model/index.ts';
import {
  comparisonTitle,
  quoted,
  resultHeadline,
  resultSentence,
} from '../../src/report/result-sentence.ts';
import { metricResult, ratio } from './ratios.ts';

function say(fields: Partial<MetricResult>): string {
  const result = metricResult(fields);
  return resultSentence({ base: 'main', candidate: 'head', metric: 'wall', result });
}

function title(benchmark: string | null, parameters: Record<string, string>): string {
  return comparisonTitle({ benchmark, parameters });
}

function heading(fields: Partial<MetricResult>): string {
  const result = metricResult(fields);
  return resultHeadline({ base: 'main', candidate: 'head', metric: 'wall', result });
}

test('an improvement is said with its interval, its pairs and its mode', () => {
  assert.equal(
    say({}),
    'head is 12.4 % faster than main (95 % interval 10.1 to 14.6 %), confirmed on 60 fresh ' +
      'pairs (wall time, free).',
  );
});

test('no change that matters says within what', () => {
  assert.equal(
    say({ verdict: 'unchanged', ratio: ratio(1.003, 0.996, 1.011), pValue: 0.4 }),
    'No change that matters: head / main = 1.003 (0.996 to 1.011), within ±2 %; confirmed on ' +
      '60 fresh pairs (wall time, free).',
  );
});

test('a real change that is too small is called real', () => {
  assert.equal(
    say({ verdict: 'unchanged', ratio: ratio(0.988, 0.981, 0.996), placement: 'pinned' }),
    'A real change, but too small to matter: head is 1.2 % faster than main (95 % interval ' +
      '0.4 to 1.9 %), below the 2 % that counts; confirmed on 60 fresh pairs (wall time, pinned).',
  );
});

test('an inconclusive result says what is still possible and why', () => {
  assert.equal(
    say({
      verdict: 'inconclusive',
      ratio: ratio(0.981, 0.939, 1.023),
      reason: 'the interval includes 1.',
    }),
    'No verdict: head / main = 0.981 (95 % interval 0.939 to 1.023), so anything from 6.1 % ' +
      'faster to 2.3 % slower is possible after 60 fresh pairs (wall time, free). Why: the ' +
      'interval includes 1.',
  );
});

test('without an estimate the reason and the screening are said', () => {
  assert.equal(
    say({
      verdict: 'inconclusive',
      ratio: null,
      pValue: null,
      reason: 'too few fresh pairs to estimate anything',
      pairs: { screening: 40, confirmation: 0 },
      screening: 'futile',
    }),
    'No verdict on head (wall time, free): too few fresh pairs to estimate anything; screening ' +
      'stopped early because no change showed and none was likely to after 40 pairs.',
  );
});

test('a number that was never confirmed is not called confirmed', () => {
  const sentence = say({ pairs: { screening: 40, confirmation: 0 } });
  assert.match(sentence, /seen in 40 screening pairs but not confirmed \(wall time, free\)\.$/u);
});

test('names with several words are quoted, long ones shortened, hidden characters shown', () => {
  assert.equal(quoted('sort -n'), '"sort -n"');
  assert.equal(quoted('a\u001b[0m'), 'a\\u001b[0m');
  assert.equal(quoted('x'.repeat(100)).length, 44);
  assert.equal(quoted(''), '""');
});

test('titles join benchmark and parameters', () => {
  assert.equal(title(null, {}), '');
  assert.equal(title('parse', {}), 'parse');
  assert.equal(title('parse', { size: '10', mode: 'fast' }), 'parse (size = 10, mode = fast)');
  assert.equal(title(null, { size: '10' }), 'size = 10');
});

test('headings say the verdict without the interval', () => {
  assert.equal(heading({}), 'head is 12.4 % faster than main');
  assert.equal(heading({ verdict: 'unchanged' }), 'No change that matters between main and head');
  assert.equal(heading({ verdict: 'inconclusive' }), 'No verdict on head against main');
});
