import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeInWords, changeStatement, rangeInWords } from '../../src/report/metric-words.ts';
import { ratio } from './ratios.ts';

const NAMES = { base: 'main', candidate: 'head' };
const BETTER = ratio(0.876, 0.854, 0.899);
const WORSE = ratio(1.124, 1.101, 1.146);

function both(metric: string): string[] {
  return [BETTER, WORSE].map((one) => changeInWords({ metric, direction: 'lower' }, one));
}

function say(metric: string, one = BETTER): string {
  return changeStatement(NAMES, { metric, direction: 'lower' }, one);
}

test('each metric has its own words for less and more', () => {
  assert.deepEqual(both('wall'), [
    '12.4 % faster (10.1 to 14.6 %)',
    '12.4 % slower (10.1 to 14.6 %)',
  ]);
  assert.deepEqual(both('cpu'), [
    '12.4 % less CPU time (10.1 to 14.6 %)',
    '12.4 % more CPU time (10.1 to 14.6 %)',
  ]);
  assert.deepEqual(both('rss'), [
    '12.4 % less memory (10.1 to 14.6 %)',
    '12.4 % more memory (10.1 to 14.6 %)',
  ]);
  assert.deepEqual(both('p99'), [
    '12.4 % lower, better (10.1 to 14.6 %)',
    '12.4 % higher, worse (10.1 to 14.6 %)',
  ]);
});

test('a metric that is better when higher is judged the other way round', () => {
  const words = changeInWords({ metric: 'ops', direction: 'higher' }, WORSE);
  assert.equal(words, '12.4 % higher, better (10.1 to 14.6 %)');
});

test('statements name both sides', () => {
  assert.equal(say('wall'), 'head is 12.4 % faster than main (95 % interval 10.1 to 14.6 %)');
  assert.equal(
    say('cpu'),
    'head uses 12.4 % less CPU time than main (95 % interval 10.1 to 14.6 %)',
  );
  assert.equal(
    say('p99', WORSE),
    'p99 of head is 12.4 % higher than that of main (95 % interval 10.1 to 14.6 %), ' +
      'which is worse',
  );
});

test('from twice on, factors are said, because percentages mislead there', () => {
  assert.equal(
    say('wall', ratio(3, 2.91, 3.09)),
    'head takes 3.000 times as long as main (95 % interval 2.910 to 3.090 times)',
  );
  assert.equal(
    say('wall', ratio(0.1, 0.09, 0.11)),
    'head is 90.0 % faster than main (95 % interval 89.0 to 91.0 %), 10.0 times as fast',
  );
  assert.equal(
    say('rss', ratio(2.5, 2.4, 2.6)),
    'head uses 2.500 times the memory of main (95 % interval 2.400 to 2.600 times)',
  );
});

test('an interval on both sides of no change names both', () => {
  assert.equal(rangeInWords('wall', ratio(0.98, 0.939, 1.023)), '6.1 % faster to 2.3 % slower');
  assert.equal(rangeInWords('wall', ratio(0.974, 0.958, 0.99)), '1.0 to 4.2 % faster');
});
