import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  renderJournal,
  type RenderedDocument,
  renderTracker,
  type TrackerFacts,
} from '../../../src/tasks/index.ts';
import { ENTRIES, FACTS as JOURNAL_FACTS, sha256 } from '../journal/journals.ts';
import { FACTS, pullOf } from './trackers.ts';

const FIRST = renderTracker(FACTS, null, sha256).text;

/** Renders once more and checks that a third time changes nothing. */
function again(text: string | null, facts: TrackerFacts = FACTS): RenderedDocument {
  const result = renderTracker(facts, text, sha256);
  const third = renderTracker(facts, result.text, sha256);
  assert.deepEqual(third, { text: result.text, keptAside: [] });
  return result;
}

/** Without the markers, as a reader sees it. */
function read(text: string): string {
  return text.replaceAll(/^<!-- \/?hone:.*-->\r?\n/gm, '');
}

test('the example in docs/tracker.md is what these facts give', () => {
  const path = join(import.meta.dirname, '../../../docs/tracker.md');
  const docs = readFileSync(path, 'utf8');
  const example = /(?<=\n```text\n)[^]*?(?=```\n)/;
  const shown = read(FIRST);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(
      path,
      docs.replace(example, () => shown),
    );
  }
  assert.equal(example.exec(readFileSync(path, 'utf8'))?.[0], shown);
});

test('rendering twice gives the same bytes, in whatever order the facts come', () => {
  assert.deepEqual(again(FIRST), { text: FIRST, keptAside: [] });
  const facts = { ...FACTS, pulls: FACTS.pulls.toReversed() };
  assert.deepEqual(again(FIRST, facts), { text: FIRST, keptAside: [] });
});

test('notes anywhere between the parts stay while the campaign goes on', () => {
  const noted = FIRST.replace('## Success Metrics\n', '## Success Metrics\n\nMine: ask Ines.\n')
    .replace('<!-- /hone:tracker-pull-022 -->\n', '$&\nA remark on 022.\n')
    .concat('\n## Our section\n\nKept.\n');
  const pulls = [...FACTS.pulls, pullOf('24', { title: 'Later' })];
  const { text, keptAside } = again(noted, { ...FACTS, pulls });
  assert.deepEqual(keptAside, []);
  assert.match(read(text), /it stays\._\n\nA remark on 022\.\n\n### 023: Read in chunks/);
  assert.match(read(text), /it stays\._\n\n### 024: Later\n/);
  assert.match(read(text), /## Success Metrics\n\nMine: ask Ines\.\n\n\| Metric/);
  assert.ok(text.endsWith('\n## Our section\n\nKept.\n'));
});

test('a box that somebody ticked by hand is not ticked, and the edit is kept aside', () => {
  const { text, keptAside } = again(FIRST.replace('- [ ] Memory stays', '- [x] Memory stays'));
  assert.deepEqual(
    keptAside.map(({ place }) => place),
    ['Pull Requests, 022'],
  );
  assert.ok(text.startsWith(FIRST));
  assert.match(text, /## Kept aside\n[^]*- \[x\] Memory stays/);
});

test('a pull request that is gone takes its part along, and leaves what was written beside it', () => {
  const noted = FIRST.replace('<!-- /hone:tracker-pull-022 -->\n', '$&\nA remark on 022.\n');
  const pulls = FACTS.pulls.filter(({ id }) => id !== '022');
  const shown = read(again(noted, { ...FACTS, pulls }).text);
  assert.doesNotMatch(shown, /### 022/);
  assert.match(shown, /build on it\.\n\nA remark on 022\.\n\n### 023/);
});

test('a file of somebody else is kept as it is below the tracker', () => {
  const { text, keptAside } = again('# Our notes\n\n- [ ] a\n\n```\nopen');
  assert.deepEqual(keptAside, []);
  assert.match(text, /^<!-- hone:tracker-header [^]*\n\n# Our notes\n\n- \[ \] a\n\n```\nopen\n/);
});

test("a journal's parts are none of the tracker's, and the other way round", () => {
  const journal = renderJournal(ENTRIES, JOURNAL_FACTS, null, sha256).text;
  const both = again(journal).text;
  for (const line of journal.split('\n')) {
    assert.ok(both.includes(line), line);
  }
  assert.equal(renderJournal(ENTRIES, JOURNAL_FACTS, both, sha256).text, both);
});

test('line breaks of Windows stay, and broken markers lose nothing', () => {
  const windows = FIRST.replaceAll('\n', '\r\n');
  assert.deepEqual(again(windows), { text: windows, keptAside: [] });
  const open = again(FIRST.replace('<!-- /hone:tracker-status -->\n', ''));
  assert.equal(open.text, FIRST);
  const headless = again(FIRST.replace(/<!-- hone:tracker-done .*\n/, ''));
  assert.match(headless.text, /^- \[ \] docs\/parser\.md tells the limits\n<!-- \/hone/m);
});

test('a campaign without pull requests says so, and gets its first one later', () => {
  const empty = { ...FACTS, pulls: [], metrics: [], attempts: [], context: [], done: [] };
  const { text } = again(null, empty);
  const shown = read(text);
  assert.match(shown, /`\[-{20}\] 0 % \(0\/0\)`/);
  assert.match(shown, /_None\._ The campaign has no pull requests yet\./);
  assert.match(shown, /## Pull Requests\n\n_No pull requests yet\._\n/);
  assert.match(shown, /reaches its target _\(not known\)_: There is no target\./);
  const later = read(again(text, { ...empty, pulls: FACTS.pulls }).text);
  assert.match(later, /## Pull Requests\n\n### 021: /);
  assert.doesNotMatch(later, /_No pull requests yet/);
});

test('200 pull requests have a row and a part each', () => {
  const pulls = Array.from({ length: 200 }, (_, index) => pullOf(String(index + 1)));
  const shown = read(again(null, { ...FACTS, pulls }).text);
  assert.equal(shown.match(/^\| \d{3} \| Task \d+ \| 🔴 not started /gmu)?.length, 200);
  assert.equal(shown.match(/^### \d{3}: /gm)?.length, 200);
});
