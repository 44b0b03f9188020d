import assert from 'node:assert/strict';
import { test } from 'node:test';

import { trackerHtml } from '../../../src/report/index.ts';
import { TRACKER } from './tracker-facts.ts';

const PAGE = trackerHtml(TRACKER);

/** What a reader sees. */
const TEXT = PAGE.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '')
  .replace(/<style>[\s\S]*?<\/style>/, '')
  .replaceAll(/<[^>]*>/g, ' ')
  .replaceAll(/\s+/g, ' ');

test('shows progress, what is next, every pull request, metrics and what is done', () => {
  assert.match(TEXT, /0 %, 0 of 2 pull requests completed \(1 in progress, 1 blocked\)/);
  assert.match(TEXT, /021 Intern the keys Run r-2 is in Phase 4/);
  assert.match(TEXT, /✘ unmet Nothing is uncommitted src\/a\.js is changed\./);
  assert.match(TEXT, /\? unknown Every cheat lost nothing is known/);
  assert.match(TEXT, /022 Read in chunks blocked 0 % #14, open – – It depends on task 021\./);
  assert.match(TEXT, /parse wall 120 ms 105 ms 104 to 106 ms &lt;= 80 ms missed/);
  assert.match(TEXT, /A cache \(021\): No gain\. parse wall -0\.4 %/);
  assert.match(TEXT, /✘ unmet All merged 0 of 2\./);
  assert.match(TEXT, /42 %, 17 of 40 exit criteria met/);
  assert.match(TEXT, /021 \(not completed\): both change src\/parse\.js/);
});

test('texts are text, only pages are links, and the same tracker is the same page', () => {
  assert.ok(PAGE.includes('Faster &lt;parsing&gt;'));
  assert.ok(PAGE.includes('Ask &lt;b&gt;Ines&lt;/b&gt;.'));
  const links = [...PAGE.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
  assert.deepEqual(links, [
    '#main',
    '#task-021',
    'https://example.org/pull/13',
    '#task-022',
    'https://example.org/pull/13',
  ]);
  assert.equal(trackerHtml(TRACKER), PAGE);
  assert.ok(!/ style="/.test(PAGE), 'the policy of the page forbids them');
});

test('an empty campaign is a page as well', () => {
  const next = { kind: 'none', why: 'Nothing yet.' } as const;
  const empty = { ...TRACKER, name: ' ', pulls: [], metrics: [], attempts: [], context: [], next };
  const page = trackerHtml({ ...empty, documents: [], overview: '', scope: '' });
  assert.match(page, /<h1>Campaign<\/h1>/);
  assert.match(page, /No pull requests yet\./);
  assert.match(page, /None\. Nothing yet\./);
});
