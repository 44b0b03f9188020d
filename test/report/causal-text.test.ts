import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bottleneckDetail, causalText } from '../../src/report/index.ts';
import { bottleneck } from './bottlenecks.ts';

const STYLE = { color: false, width: 200, unicode: false };

const CAUSAL = {
  method: 'each call runs the function twice',
  predicted: { estimate: 1.2, lo: 1.08, hi: 1.25 },
  measured: { estimate: 1.15, lo: 1.12, hi: 1.18 },
};

const WORDS = {
  agrees: /verdict: agrees\. Running it twice costs about what its share predicts/,
  contradicts: /verdict: does not agree\. A second run costs certainly more or less/,
  undecided: /verdict: cannot be seen\. What was measured may be nothing: give it more pairs/,
} as const;

test('an experiment is told with both intervals and what follows', () => {
  for (const verdict of ['agrees', 'contradicts', 'undecided'] as const) {
    const row = bottleneck(1, { causal: { ...CAUSAL, verdict } });
    const text = causalText(row, '20261120-101500-ab12', STYLE);
    assert.match(text, /measured 1\.150 \[1\.120, 1\.180\]: each call runs the function twice/);
    assert.match(text, /predicted 1\.200 \[1\.080, 1\.250\]/);
    assert.match(text, WORDS[verdict]);
    const detail = bottleneckDetail({ bottlenecks: [row] }, row.id, STYLE);
    assert.ok(detail.kind === 'shown');
    assert.match(detail.text, /twice: predicted 1\.200 \[1\.080, 1\.250\], measured 1\.150/);
  }
});

test('a row without an experiment says so', () => {
  assert.match(causalText(bottleneck(1), 'x', STYLE), /Not checked/);
});
