import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseTaskFile } from '../../../src/tasks/index.ts';
import { HAND_WRITTEN, taskId } from '../task-texts.ts';

/** Errors and warnings as `line severity: message → hint`. */
function problemsOf(text: string): string[] {
  const { errors, warnings } = parseTaskFile(text);
  return [...errors, ...warnings].map(
    ({ line, severity, message, hint }) => `${line} ${severity}: ${message} → ${hint ?? ''}`,
  );
}

const COMPLETE = `# Title

## Type
performance
## Priority
P2
## Objectives
- Be fast
## Targets
- parse wall <= 1 s
`;

test('reads what a person wrote, each item with its line', () => {
  const { task, errors, warnings } = parseTaskFile(HAND_WRITTEN, taskId('21'));
  assert.deepEqual([errors, warnings], [[], []]);
  assert.deepEqual(task.id, { value: '021', line: 1 });
  assert.deepEqual(task.title, { value: 'Parse large files faster', line: 1 });
  assert.deepEqual(task.type, { value: 'performance', line: 10 });
  assert.deepEqual(task.priority, { value: 'P1', line: 13 });
  assert.equal(task.overview, 'Files above 10 MB take seconds.');
  assert.deepEqual(task.dependencies, [
    { id: '019', reason: 'the parser is one module since then', line: 17 },
    { id: '020', reason: 'benchmarks exist', line: 18 },
  ]);
  assert.deepEqual(task.objectives, [
    { value: 'Parsing large files takes no longer than reading them', line: 22 },
    { value: 'Memory stays flat', line: 24 },
  ]);
  assert.deepEqual(task.subTasks, [
    { number: '1', text: 'Read in chunks', isDone: true, depth: 0, line: 35 },
    { number: '1.1', text: 'Keep the last line', isDone: false, depth: 1, line: 36 },
    { number: '1.1.1', text: 'Without copying', isDone: false, depth: 2, line: 37 },
    { number: '2', text: 'Intern keys', isDone: false, depth: 0, line: 38 },
  ]);
  assert.equal(task.approach, 'Chunks of 64 KiB.');
  assert.deepEqual(task.risks, [{ value: 'Keys of one character', line: 51 }]);
  assert.deepEqual(task.resources, [{ value: 'docs/parser.md', line: 59 }]);
  assert.deepEqual(task.acceptance, [
    { text: 'Targets reached', isDone: false, line: 63 },
    { text: 'Output unchanged', isDone: null, line: 64 },
  ]);
  const own = task.sections.find(({ heading }) => heading === 'Our own heading');
  assert.deepEqual(own, { kind: null, heading: 'Our own heading', line: 53, text: 'Kept.' });
});

test('targets have their numbers in stored units, whatever stands around them', () => {
  assert.deepEqual(
    parseTaskFile(HAND_WRITTEN).task.targets.map(({ text, bound, stored, line }) => {
      return [text, bound, stored, line];
    }),
    [
      ['parse-large p50 <= 80 ms', 'at_most', { value: 80e6, unit: 'ns' }, 28],
      ['parse-large rss <= 64 MiB', 'at_most', { value: 64 * 1024 * 1024, unit: 'bytes' }, 29],
      ['serve rps >= 900', 'at_least', { value: 900, unit: null }, 30],
    ],
  );
});

test('a complete task has no problems; other line breaks and a byte order mark change nothing', () => {
  assert.deepEqual(problemsOf(COMPLETE), []);
  const other = `\ufeff${COMPLETE.replaceAll('\n', '\r\n').trimEnd()}`;
  assert.deepEqual(parseTaskFile(other), parseTaskFile(COMPLETE));
});

test('type and priority may stand above the sections', () => {
  const { task } = parseTaskFile('# T\n\n**Type**: Performance\n- **Priority:** p3 (low)\n');
  assert.deepEqual([task.type?.value, task.priority?.value], ['performance', 'P3']);
});

test('says what is wrong in which line, and what to write', () => {
  const cases: readonly (readonly [text: string, problem: RegExp])[] = [
    ['', /^1 error: The task has no title. → Begin the file with "# Task #021: /],
    ['# Task #21:\n', /^1 error: The title is empty/],
    [COMPLETE.replace('P2', 'P7'), /^6 error: "P7" is no priority. → /],
    [COMPLETE.replace('P2', 'high'), /"high" is no priority. → The priorities are: P1, P2, P3/],
    [COMPLETE.replace('P2', ''), /^5 error: There is no priority/],
    [COMPLETE.replace('performance', 'feature'), /^4 error: .*"feature".* → Write performance/],
    [COMPLETE.replace('<=', '<'), /^10 error: .*is not a target.* → Write <= or >=/],
    [COMPLETE.replace('1 s', '1 second'), /^10 error: "second" is no unit. → Write 1 s\./],
    [COMPLETE.replace('1 s', 'fast'), /^10 error: "fast" is not a quantity/],
    [`${COMPLETE}- parse wall <= 2 s\n`, /^11 error: There already is a target .* line 10/],
    [`${COMPLETE}## Goals\n- x\n`, /^11 error: "Goals" is there twice, first in line 7/],
    [`${COMPLETE}## Dependencies\n- the parser\n`, /^12 error: "the parser" names no task/],
    [`${COMPLETE}## Dependencies\n- 2024 numbers\n`, /^12 error: "2024 numbers" names no task/],
    [`${COMPLETE}## Dependencies\n- 7\n`, /^12 warning: .*007 has no reason/],
    [`${COMPLETE}## Sub-tasks\n- [] a\n`, /^12 error: "\[\] a" has a broken check box/],
    [`${COMPLETE}## Sub-tasks\n-[ ] a\n`, /^12 error: This is no check box/],
    [`${COMPLETE}## Sub-tasks\n- a\n`, /^12 warning: "a" has no check box/],
    [`${COMPLETE}## Ressources\n`, /^11 warning: .* → Did you mean "## Resources"/],
    [`${COMPLETE}### Risks\n`, /^11 warning: "Risks" stands inside "Targets"/],
    [`${COMPLETE}\`\`\`js\n## Risks\n`, /^11 error: The code block that begins here has no end/],
    [`${COMPLETE}<!--\n## Risks\n`, /^11 error: The comment that begins here has no end/],
    ['# T\n## Targets\n', /^2 warning: "Targets" is empty/],
    ['# T\n', /^1 warning: The task has no "Targets"/],
  ];
  for (const [text, problem] of cases) {
    assert.ok(
      problemsOf(text).some((one) => problem.test(one)),
      `${problem} in ${JSON.stringify(problemsOf(text))}`,
    );
  }
});

test('a task can not depend on itself, nor contradict its folder', () => {
  const { errors } = parseTaskFile('# Task 7: T\n## Dependencies\n- 008: x\n- None\n', taskId('8'));
  assert.deepEqual(
    errors.map(({ line, message }) => [line, message]),
    [
      [1, 'The title says task 007, the folder says 008.'],
      [3, "Task 008 can't depend on itself."],
    ],
  );
});

test('a text of two million characters is refused rather than read', () => {
  const { errors } = parseTaskFile('x'.repeat(2_000_001));
  assert.match(errors[0]?.message ?? '', /more than 2000000 characters/);
});

test('long lines of signs take no time', () => {
  for (const sign of ['#', '- ', '> ', '* ', '`', '0', '[', '\t', '*_']) {
    parseTaskFile(`# T\n## Dependencies\n${sign.repeat(100_000)}x\n## Sub-tasks\n${sign}`);
    parseTaskFile(`# ${sign.repeat(100_000)}x\n${sign.repeat(100_000)}: x`);
  }
});
