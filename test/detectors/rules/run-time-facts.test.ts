import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  type DatabaseSpan,
  nominate,
  NOTHING_OBSERVED,
  type ServedResponse,
} from '../../../src/detectors/index.ts';
import { hot, nominateFacts, nominateIn } from '../observed-for.ts';

const site = (name: string, share: number) => ({ name, file: `${name}.js`, line: 3, share });

test('names the largest places of allocation where collecting takes a tenth of the time', () => {
  const allocationSites = [site('a', 0.2), site('b', 0.4), site('c', 0.05), site('d', 0.3)];
  const found = nominateFacts({ gcShare: 0.165, allocationSites });
  assert.deepEqual(
    found.map(({ rule, subject, confidence }) => `${rule} ${subject} ${confidence}`),
    ['a', 'b', 'd'].map((name) => `gc-pressure ${name} likely`),
  );
  assert.match(found[0]?.evidence ?? '', /garbage takes 17 % of the time, and \w allocates/);
  assert.deepEqual(nominateFacts({ gcShare: 0.1, allocationSites }), []);
  assert.deepEqual(nominateFacts({ gcShare: null, allocationSites }), []);
});

function withAllocations(allocShare: number) {
  return nominate({
    hotFunctions: [{ ...hot('a.py', 3, []), allocShare }],
    files: [],
    sourceOf: () => null,
    runtime: { ...NOTHING_OBSERVED, gcShare: 0.3 },
  });
}

test('takes allocations from the profile, and says so when there are none', () => {
  assert.deepEqual(
    withAllocations(0.6).nominations.map(({ line }) => line),
    [3],
  );
  assert.deepEqual(withAllocations(0).nominations, []);
  assert.match(withAllocations(0).caveats.join(), /profile again with --alloc/);
});

test('names modules whose loading is a visible part of the run', () => {
  const startup = [
    { module: 'data.js', ms: 45 },
    { module: 'quick.js', ms: 9 },
    { module: 'small.js', ms: 12 },
  ];
  assert.deepEqual(
    nominateFacts({ startup, wallMs: 500 }).map(({ file, line, share }) => [file, line, share]),
    [['data.js', null, { estimate: 0.09, lo: 0.09, hi: 0.09 }]],
  );
  assert.deepEqual(nominateFacts({ startup, wallMs: null }), []);
  assert.deepEqual(nominateFacts({ startup, wallMs: 0 }), []);
});

function served(headers: Record<string, string>, change: Partial<ServedResponse> = {}) {
  const http = [{ url: '/app.js', bytes: 40_000, status: 200, headers, ...change }];
  return nominateFacts({ http }).map(({ rule }) => rule);
}

test('names text that was sent as it is, and what a browser may not keep', () => {
  const script = { 'Content-Type': 'application/javascript; charset=utf-8' };
  assert.deepEqual(served(script), ['missing-caching', 'missing-compression']);
  assert.deepEqual(served({ ...script, ETag: '"1"' }), ['missing-compression']);
  assert.deepEqual(served({ ...script, 'content-encoding': 'br' }), ['missing-caching']);
  assert.deepEqual(served({ ...script, 'content-encoding': 'identity', etag: '1' }), [
    'missing-compression',
  ]);
  assert.deepEqual(served({ 'content-type': 'image/png', 'cache-control': 'no-store' }), []);
  assert.deepEqual(served(script, { bytes: 1_024 }), []);
  assert.deepEqual(served(script, { status: 304 }), []);
});

function spans(count: number, ms: number, change: Partial<DatabaseSpan> = {}): DatabaseSpan[] {
  return Array.from({ length: count }, (_, index) => ({
    statement: `SELECT * FROM "user" WHERE id = ${index}`,
    parent: 'request-1',
    startMs: index * ms * 2,
    ms,
    file: 'users.js',
    line: 12,
    scan: null,
    ...change,
  }));
}

test('names one statement that is sent again and again for one cause', () => {
  const [only, ...others] = nominateFacts({ spans: spans(6, 10) });
  assert.deepEqual([only?.rule, only?.file, only?.line], ['n-plus-one', 'users.js', 12]);
  assert.match(
    only?.evidence ?? '',
    /`select \* from "user" where id = \?` was sent 6 times in turn for one cause, 60 ms in sum/,
  );
  assert.deepEqual(others, []);
});

test('is silent about few, quick, parallel and unrelated statements', () => {
  assert.deepEqual(nominateFacts({ spans: spans(4, 20) }), []);
  assert.deepEqual(nominateFacts({ spans: spans(6, 8) }), []);
  assert.deepEqual(nominateFacts({ spans: spans(6, 10, { startMs: 0 }) }), []);
  const apart = spans(6, 10).map((span, index) => ({ ...span, parent: `request-${index}` }));
  assert.deepEqual(nominateFacts({ spans: apart }), []);
});

test('takes statements for the same that differ only in their values', () => {
  const texts = [
    `SELECT a FROM t WHERE b = 'x''y' AND c IN (1, 2, 3)`,
    `select a from t\n where b = $1 and c in ($2)`,
    `select a from t where b = :name and c in (?, ?)`,
    `SELECT a FROM t WHERE b = @name AND c IN (4.5)`,
    `select a from t where b = ? and c in (?3)`,
  ];
  const mixed = spans(5, 12).map((span, index) => ({ ...span, statement: texts[index] ?? '' }));
  assert.equal(nominateFacts({ spans: mixed }).length, 1);
});

test('names scans that read much and return little', () => {
  const scan = { table: 'event', rowsRead: 90_000, rowsReturned: 45 };
  const [only] = nominateFacts({ spans: spans(1, 80, { scan }) });
  assert.equal(only?.rule, 'missing-index');
  assert.match(only?.evidence ?? '', /reads all 90000 rows of event to return 0\.1 % of them/);
  const dense = { ...scan, rowsReturned: 30_000 };
  assert.deepEqual(nominateFacts({ spans: spans(1, 80, { scan: dense }) }), []);
  assert.deepEqual(
    nominateFacts({ spans: spans(1, 80, { scan: { ...scan, rowsRead: 900 } }) }),
    [],
  );
});

test('synchronous calls are named by their count, with or without the code', () => {
  const calls = { name: 'readFileSync', file: 'a.js', line: 2, count: 40, ms: 60 };
  const text = 'function load(name) {\n  return readFileSync(name);\n}\n';
  const confidence = (hotLines: readonly number[], source: string) =>
    nominateIn('a.js', source, hotLines, { syncIo: [calls] }).nominations.map(
      (each) => `${each.rule} ${each.confidence}`,
    );
  assert.deepEqual(confidence([2], text), ['sync-call confirmed']);
  assert.deepEqual(confidence([1], text), ['sync-call likely']);
  assert.deepEqual(confidence([1], 'function ('), ['sync-call weak']);
  assert.deepEqual(confidence([1], text.replace('function load(name)', '')), []);
  const brief = { ...calls, ms: 3 };
  assert.deepEqual(nominateIn('a.js', text, [1], { syncIo: [brief] }).nominations, []);
});

test('waiting is looked for in all files that ran, hot or not', () => {
  const report = nominate({
    hotFunctions: [],
    files: ['a.js'],
    sourceOf: () => 'async function f(a) { for (const b of a) { await fetch(b); } }',
    runtime: { ...NOTHING_OBSERVED, loop: { utilisation: 0.1, idleShare: 0.8 } },
  });
  assert.deepEqual(
    report.nominations.map(({ rule, confidence }) => [rule, confidence]),
    [['serial-awaits', 'weak']],
  );
});

test('a hot expression that no file has is named without a place', () => {
  const frame = { ...hot('', 0, []), name: 'RegExp: ^a+b' };
  const report = nominate({
    hotFunctions: [frame],
    files: [],
    sourceOf: () => null,
    runtime: NOTHING_OBSERVED,
  });
  assert.deepEqual(
    report.nominations.map(({ rule, file, subject, confidence }) => [
      rule,
      file,
      subject,
      confidence,
    ]),
    [['hot-regex', null, '/^a+b/', 'weak']],
  );
});
