import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  appendToSection,
  type Edited,
  parseTaskFile,
  replaceSection,
  reviseTarget,
  setSubTask,
} from '../../../src/tasks/index.ts';
import { HAND_WRITTEN } from '../task-texts.ts';

function textOf(edited: Edited): string {
  assert.ok(edited.kind === 'ok', JSON.stringify(edited));
  return edited.text;
}

function whyOf(edited: Edited): string {
  assert.ok(edited.kind === 'refused');
  return edited.why;
}

test('ticking changes the one character between the brackets', () => {
  const ticked = textOf(setSubTask(HAND_WRITTEN, '1.1.1', true));
  assert.equal(ticked, HAND_WRITTEN.replace('\t- [ ] Without', '\t- [x] Without'));
  assert.equal(textOf(setSubTask(ticked, '1.1.1', false)), HAND_WRITTEN);
  assert.equal(textOf(setSubTask(HAND_WRITTEN, '1', true)), HAND_WRITTEN);
});

test('a sub-task that is not there is told with those that are', () => {
  const why = whyOf(setSubTask(HAND_WRITTEN, '3', true));
  assert.equal(why, 'There is no sub-task 3. There are 1, 1.1, 1.1.1, 2.');
});

test('a revised target keeps its backticks and its remark', () => {
  const edited = reviseTarget(
    HAND_WRITTEN,
    'parse-large  p50 <= 80 ms',
    'parse-large p50 <= 95 ms',
  );
  assert.equal(textOf(edited), HAND_WRITTEN.replace('<= 80 ms', '<= 95 ms'));
});

test('a revision is a number for the same metric and direction', () => {
  const from = 'serve rps >= 900';
  assert.match(whyOf(reviseTarget(HAND_WRITTEN, from, 'serve rps <= 1')), /another target/);
  assert.match(whyOf(reviseTarget(HAND_WRITTEN, from, 'serve errors >= 1')), /another target/);
  assert.match(whyOf(reviseTarget(HAND_WRITTEN, from, 'soon')), /is not a target/);
  const missing = reviseTarget(HAND_WRITTEN, 'a b <= 1 s', 'a b <= 2 s');
  assert.equal(whyOf(missing), 'The task has no target "a b <= 1 s".');
});

test('a replaced section keeps its heading, its surroundings and the line breaks of the file', () => {
  const windows = HAND_WRITTEN.replaceAll('\n', '\r\n');
  const edited = textOf(replaceSection(windows, 'technical approach', 'One.\n\nTwo.\n\n'));
  assert.equal(edited, windows.replace('Chunks of 64 KiB.', 'One.\r\n\r\nTwo.'));
});

test('an empty section is filled with an empty line above and below', () => {
  const text = '# T\n## Risks\n## Resources\n';
  const risks = textOf(replaceSection(text, 'Risks', 'x'));
  assert.equal(risks, '# T\n## Risks\n\nx\n\n## Resources\n');
  assert.equal(textOf(appendToSection(text, 'Resources', 'x')), `${text}\nx\n`);
  assert.equal(textOf(appendToSection('# T\n## Risks', 'Risks', 'x')), '# T\n## Risks\n\nx');
});

test('what is appended to a list goes on with it, else stands apart', () => {
  const list = textOf(appendToSection(HAND_WRITTEN, 'Resources', '- more'));
  assert.match(list, /- docs\/parser.md\n- more\n\n## Acceptance/);
  const prose = textOf(appendToSection(HAND_WRITTEN, 'Resources', 'More.'));
  assert.match(prose, /- docs\/parser.md\n\nMore.\n\n## Acceptance/);
});

test('a section that is not there is added at the end, never in place of another', () => {
  const added = textOf(appendToSection('# T\r\n\r\nx', 'Lessons Learned', 'Measure first.'));
  assert.equal(added, '# T\r\n\r\nx\r\n\r\n## Lessons Learned\r\n\r\nMeasure first.\r\n');
  assert.match(whyOf(replaceSection('# T\n', 'Lessons', 'x')), /There is no section "Lessons"/);
});

test('a text that would break the file is refused', () => {
  assert.match(whyOf(replaceSection(HAND_WRITTEN, 'Risks', 'a\n## b')), /Write "### b"/);
  assert.match(whyOf(replaceSection(HAND_WRITTEN, 'Risks', '```\na')), /code block in line 1/);
  assert.match(whyOf(appendToSection('# T\n```\n', 'Risks', 'a')), /begins in line 2 has no end/);
  assert.match(whyOf(appendToSection('# T\n', 'a\nb', 'a')), /can't be a heading/);
  assert.equal(
    parseTaskFile(textOf(replaceSection(HAND_WRITTEN, 'Risks', ''))).task.risks.length,
    0,
  );
});
