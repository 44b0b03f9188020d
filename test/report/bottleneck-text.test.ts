import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bottleneckBrief, bottleneckDetail, bottleneckText } from '../../src/report/index.ts';
import { bottleneck, bottleneckView, workload } from './bottlenecks.ts';
import { matchesGolden } from './golden.ts';

const STYLE = { color: false, width: 100, unicode: true };

test('people see totals, ten rows, ties, and what could not be seen', () => {
  const text = bottleneckText(bottleneckView(14), STYLE);
  matchesGolden(text, 'bottlenecks.txt');
  assert.equal(text.match(/work\d+ \(/g)?.length, 10);
  assert.match(text, /2–3/);
  assert.match(text, /least that can be seen on this machine is 2 %: 3 of the 14/);
});

test('a narrow terminal without colours and signs is served as well', () => {
  const text = bottleneckText(bottleneckView(3), { color: false, width: 40, unicode: false });
  assert.ok(
    text.split('\n').every((line) => line.length <= 40),
    text,
  );
  assert.match(text, /^[\n -~]*$/);
});

test('without a bound none is shown', () => {
  const view = bottleneckView(1);
  const text = bottleneckText(
    {
      ...view,
      workloads: [workload({ bound_of: null, denominator: 'process-cpu' })],
      bottlenecks: [bottleneck(1, { bound: null })],
    },
    STYLE,
  );
  assert.doesNotMatch(text, /if free/);
  assert.match(text, /where the CPU time of all threads goes/);
});

test('a brief names id, place, bound and hot lines', () => {
  const text = bottleneckBrief(bottleneckView(3));
  matchesGolden(text, 'bottleneck-brief.txt');
  assert.match(text, /000000000001 work1 \(src\/part-1\.js:10-15\): 20\.0 %/);
});

/** Bytes / 3.5: more tokens than tokenisers make of such text. */
function tokensOf(text: string): number {
  return new TextEncoder().encode(text).length / 3.5;
}

test('a brief of the largest report stays below 2,000 tokens and says what it left out', () => {
  const long = '語'.repeat(499);
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    bottleneck(index + 1, {
      benchmark: index % 2 === 0 ? 'parse' : long,
      location: {
        ...bottleneck(1).location,
        function: long,
        file: `${long}.js`,
        package: long,
        owner: 'transitive',
      },
      callers: [{ function: long, share: 1 }],
      techniques: [{ name: long, rationale: long, risk: long, effort: null }],
    }),
  );
  const view = {
    workloads: [
      workload(),
      workload({
        benchmark: long,
        caveats: [long, long],
        packages: workload().packages.map((one) => ({ ...one, package: long })),
      }),
      ...Array.from({ length: 400 }, (_, index) => workload({ benchmark: `bench-${index}` })),
    ],
    bottlenecks: rows,
    not_examined: [],
  };
  const text = bottleneckBrief(view);
  assert.ok(tokensOf(text) <= 2_000, `${tokensOf(text)} tokens`);
  assert.match(text, /9,99\d more bottlenecks in bottleneck-report\.json/);
  assert.match(text, /- #1–2 000000000001/);
  for (const tokens of [200, 500, 1_000]) {
    assert.ok(tokensOf(bottleneckBrief(view, tokens)) <= tokens, `within ${tokens}`);
  }
});

test('one bottleneck is shown whole, by its id or the beginning of it', () => {
  const view = bottleneckView(40);
  const whole = bottleneckDetail(view, '000000000003', STYLE);
  assert.equal(whole.kind, 'shown');
  const text = whole.kind === 'shown' ? whole.text : '';
  matchesGolden(text, 'bottleneck-detail.txt');
  assert.match(text, /src\/part-3\.js:32, 70\.0 %/);
  assert.match(text, /work3\n/);
  const byPrefix = bottleneckDetail({ bottlenecks: [bottleneck(0xabc)] }, '000000000A', STYLE);
  assert.equal(byPrefix.kind, 'shown');
});

test('an id that is not there, or not unique, is said to be so', () => {
  const view = bottleneckView(40);
  assert.deepEqual(bottleneckDetail(view, 'ffff', STYLE), { kind: 'unknown' });
  assert.deepEqual(bottleneckDetail(view, '', STYLE), { kind: 'unknown' });
  const many = bottleneckDetail(view, '00000000001', STYLE);
  assert.equal(many.kind, 'ambiguous');
  assert.equal(many.kind === 'ambiguous' ? many.ids.length : 0, 10);
});

test('what a program calls its functions does not reach the terminal as a command', () => {
  const row = bottleneck(1, {
    location: { ...bottleneck(1).location, function: '\u001b[2J', file: '\u202e.js' },
    callers: [{ function: '\u001b]0;x\u0007', share: 1 }],
  });
  const view = { ...bottleneckView(0), bottlenecks: [row] };
  const detail = bottleneckDetail(view, row.id, STYLE);
  const all = [
    bottleneckText(view, STYLE),
    bottleneckBrief(view),
    detail.kind === 'shown' ? detail.text : '',
  ].join('');
  assert.doesNotMatch(all.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
});
