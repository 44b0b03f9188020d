import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type RenderedDocument, renderJournal } from '../../../src/tasks/index.ts';
import { ENTRIES, FACTS, sha256 } from './journals.ts';

const FIRST = renderJournal(ENTRIES, FACTS, null, sha256).text;

/** Renders once more and checks that a third time changes nothing. */
function again(text: string, count = ENTRIES.length): RenderedDocument {
  const result = renderJournal(ENTRIES.slice(0, count), FACTS, text, sha256);
  const third = renderJournal(ENTRIES.slice(0, count), FACTS, result.text, sha256);
  assert.deepEqual(third, { text: result.text, keptAside: [] });
  return result;
}

/** Without the markers, as a reader sees it. */
function read(text: string): string {
  return text.replaceAll(/^<!-- \/?hone:.*-->\r?\n/gm, '');
}

test('has the structure of the workflow and entries in its format', () => {
  assert.equal(
    read(FIRST),
    `# Task #021: Parse large files faster

## Current Phase: Phase 4 - Performance Implementation

## Git References

- **Branch**: performance/task-021-parse-large-files-faster
- **PR**: #12 - Parse large files faster
- **Base Branch**: main

## Task Understanding

Parsing takes as long as reading.

## Performance Analysis

- 2026-01-02T11:00:00Z, discovery: Half of the time goes into key lookup.

## Benchmark Strategy

_Filled in phase 3 (Benchmark Test Creation)._

## Optimization Implementation

- 2026-01-03T09:00:00Z, attempt: Interned the keys. (parse-large wall -12.4 % (95 % interval -14.6 % to -10.1 %))
- 2026-01-03T10:00:00Z, attempt: Read in chunks: tests failed.

## Performance Validation

_Filled in phase 5 (Performance Validation)._

## Progress Log

### 2026-01-02T10:00:00Z - Phase 1 - Task Analysis: phase change

The task begins.

**Next:** Measure the baseline

### 2026-01-02T11:00:00Z - Phase 2 - Performance Analysis: discovery

Half of the time goes into key lookup.

See the profile.

### 2026-01-03T09:00:00Z - Phase 4 - Performance Implementation: attempt

Interned the keys.

**Performance Impact:** parse-large wall -12.4 % (95 % interval -14.6 % to -10.1 %)

**Next:** Chunked reading

### 2026-01-03T10:00:00Z - Phase 4 - Performance Implementation: attempt

Read in chunks: tests failed.

**Performance Impact:** not measured

### 2026-01-04T09:00:00Z - PR Review Response

**Comments addressed**: 3 (2 changed, 1 answered), 1 open

**Changes made**: Named the table.

**Performance impact**: none measured

**Discussions started**: Is 64 KiB right?

**Next:** Chunked reading

## Key Learnings

- 2026-01-02T11:00:00Z, discovery: Half of the time goes into key lookup.
`,
  );
});

test('rendering twice gives the same bytes', () => {
  assert.deepEqual(again(FIRST), { text: FIRST, keptAside: [] });
});

test('what a person wrote stays where it is while entries are added', () => {
  const early = again('', 2).text;
  const edited = early
    .replace('## Key Learnings\n', '## Key Learnings\n\nMine: read first.\n')
    .replace('## Benchmark Strategy', 'A remark on the second entry.\n\n## Benchmark Strategy')
    .concat('\n## Our section\n\n```\n## Progress Log\n```\n');
  const log = '\n## Key Learnings\n\nMine';
  const remarked = edited.replace(log, `A remark on the last entry.\n${log}`);
  const { text, keptAside } = again(remarked);
  assert.deepEqual(keptAside, []);
  const shown = read(text);
  assert.match(shown, /See the profile.\nA remark on the last entry.\n\n### 2026-01-03T09/);
  assert.match(shown, /## Key Learnings\n\nMine: read first.\n\n- 2026/);
  assert.match(shown, /A remark on the second entry.\n\n## Benchmark Strategy/);
  assert.ok(text.endsWith('\n## Our section\n\n```\n## Progress Log\n```\n'));
});

test('an edited part is rendered anew, and the edit is kept aside with its place', () => {
  const edited = FIRST.replace('- **Base Branch**: main', '- **Base Branch**: trunk\n# Why?');
  const { text, keptAside } = again(edited);
  const lost = `- **Branch**: performance/task-021-parse-large-files-faster
- **PR**: #12 - Parse large files faster
- **Base Branch**: trunk
# Why?`;
  assert.deepEqual(keptAside, [{ place: 'Git References', text: lost }]);
  const kept = `\n## Kept aside\n\n### Git References\n\n\`\`\`md\n${lost}\n\`\`\`\n`;
  assert.equal(read(text), read(FIRST) + kept);
});

test('several edits are kept one after the other, code in them included', () => {
  const fence = '```js\nx\n```';
  const edited = FIRST.replace('Interned the keys.\n\n', `${fence}\n## Progress Log\n`).replace(
    'trunk',
    'x',
  );
  const { text, keptAside } = again(edited.replace('Parsing takes as', 'It takes as'));
  assert.deepEqual(
    keptAside.map(({ place }) => place),
    ['Task Understanding', 'Progress Log, entry 3 of 2026-01-03T09:00:00Z'],
  );
  const kept = read(text.slice(text.indexOf('## Kept aside')));
  assert.match(kept, /^## Kept aside\n\n### Task Understanding\n\n```md\nIt takes/);
  assert.match(kept, /### Progress Log, entry 3 .*\n\n````md\n### 2026[^]*```js[^]*````\n$/);
  assert.equal(again(text.replace('Named the table.', 'Named it.')).keptAside.length, 1);
});

test('parts, headings and markers that are removed come back; nothing doubles', () => {
  const block = /<!-- hone:entry-2 [^]*\/hone:entry-2 -->\n\n/;
  assert.equal(again(FIRST.replace(block, '')).text, FIRST);
  const strategy = /## Benchmark Strategy\n\n<!-- hone:strategy [^]*\/hone:strategy -->\n\n/;
  assert.equal(again(FIRST.replace(strategy, '')).text, FIRST);
  const open = again(FIRST.replace('<!-- /hone:git -->\n', ''));
  assert.equal(open.text.match(/\*\*Base Branch\*\*/g)?.length, 1);
  const headless = again(FIRST.replace(/<!-- hone:header .*\n/, ''));
  assert.ok(headless.text.startsWith('<!-- hone:header '));
});

test('line breaks of Windows and a byte order mark stay, and do not count as edits', () => {
  const windows = `\ufeff${FIRST.replaceAll('\n', '\r\n')}`;
  assert.deepEqual(again(windows), { text: windows, keptAside: [] });
  const spaces = FIRST.replace('See the profile.', 'See the profile.  ');
  assert.deepEqual(again(spaces), { text: FIRST, keptAside: [] });
});

test('a copy of a part in a code block is a text like any other', () => {
  const copy = /<!-- hone:git [^]*\/hone:git -->/.exec(FIRST)?.[0] ?? '';
  const text = `${FIRST}\n## Notes\n\n\`\`\`md\n${copy.replace('main', 'mine')}\n\`\`\`\n`;
  assert.deepEqual(again(text), { text, keptAside: [] });
  const before = `\`\`\`\n${copy}\n\`\`\`\n\n${FIRST}`;
  assert.deepEqual(again(before), { text: before, keptAside: [] });
  const twice = FIRST.concat(`\n${copy.replace('main', 'mine')}\n`);
  assert.deepEqual(again(twice), { text: twice, keptAside: [] });
});

test('an open code block of a person does not hide the parts that follow', () => {
  const text = FIRST.replace('## Task Understanding\n', '## Task Understanding\n\n```\nopen\n');
  assert.deepEqual(again(text), { text, keptAside: [] });
});

test('what an entry says can not end its part, begin a section or swallow what follows', () => {
  const content =
    '# Title\n<!-- /hone:entry-1 -->\n<!-- hone:git 0123456789ab -->\n## Progress Log\n```js\n# x';
  const [first] = ENTRIES;
  assert.ok(first !== undefined && first.kind === 'phase');
  const entries = [{ ...first, content }];
  const { text } = renderJournal(entries, FACTS, null, sha256);
  assert.deepEqual(renderJournal(entries, FACTS, text, sha256), { text, keptAside: [] });
  assert.match(text, /#### Title\n&lt;!-- \/hone:entry-1 -->/);
  assert.equal(text.match(/^## Progress Log$/gm)?.length, 1);
  assert.match(text, /\n```js\n#### x\n\n\*\*Next:\*\* Measure the baseline\n```\n<!-- \/hone/);
});

test('a code block of an entry is closed with its own sign', () => {
  const [first] = ENTRIES;
  assert.ok(first !== undefined && first.kind === 'phase');
  const { text } = renderJournal([{ ...first, content: '````~~~\nx' }], FACTS, null, sha256);
  assert.match(text, /\n````~~~\nx\n\n[^\n]*\n````\n<!-- \/hone/);
});
