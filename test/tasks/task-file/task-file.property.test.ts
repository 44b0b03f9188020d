import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { canonicalJson } from '../../../src/base/index.ts';
import { parseConfig } from '../../../src/suite/index.ts';
import {
  appendToSection,
  newTaskFile,
  parseTaskFile,
  readTarget,
  replaceSection,
  reviseTarget,
  setSubTask,
  taskFields,
} from '../../../src/tasks/index.ts';
import { anyText, taskFieldsArbitrary, words } from '../arbitrary.ts';

/** Whether `after` is `before` with one stretch of it replaced. */
function isOneSplice(before: string, after: string, kept: number): boolean {
  let head = 0;
  while (head < before.length && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail += 1;
  }
  return head + tail >= kept;
}

test('no text makes the parser throw', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { task, errors, warnings } = parseTaskFile(text);
      const last = text.split(/\r\n|\n|\r/).length;
      const lines = [...errors, ...warnings, ...task.subTasks, ...task.targets, ...task.sections];
      assert.ok(lines.every(({ line }) => line >= 1 && line <= last));
    }),
    { numRuns: 200 },
  );
});

test('a new file has the fields that it was written from, and nothing to complain of', () => {
  fc.assert(
    fc.property(taskFieldsArbitrary, (fields) => {
      const file = newTaskFile(fields);
      assert.ok(file.kind === 'ok', JSON.stringify(file));
      const back = taskFields(parseTaskFile(file.text).task);
      assert.equal(canonicalJson(back), canonicalJson(fields));
      assert.deepEqual(parseTaskFile(file.text).errors, []);
    }),
  );
});

test('whatever is put in a field is read back or refused with its name', () => {
  fc.assert(
    fc.property(taskFieldsArbitrary, anyText, (fields, text) => {
      const odd = { ...fields, title: text, approach: text, objectives: [text], targets: [text] };
      const file = newTaskFile(odd);
      if (file.kind === 'ok') {
        const back = taskFields(parseTaskFile(file.text).task);
        assert.equal(canonicalJson(back), canonicalJson(odd));
      } else {
        assert.ok(file.fields.length > 0 || file.why !== '');
      }
    }),
    { numRuns: 100 },
  );
});

test('ticking a sub-task changes one character and only its own tick', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { subTasks } = parseTaskFile(text).task;
      for (const one of subTasks) {
        const edited = setSubTask(text, one.number, !one.isDone);
        assert.ok(edited.kind === 'ok');
        assert.equal(edited.text.length, text.length);
        assert.ok(isOneSplice(text, edited.text, text.length - 1));
        assert.deepEqual(
          parseTaskFile(edited.text).task.subTasks,
          subTasks.map((other) => (other === one ? { ...one, isDone: !one.isDone } : other)),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test('replacing a section changes its text and no byte of another', () => {
  fc.assert(
    fc.property(anyText, words, (text, body) => {
      const { sections } = parseTaskFile(text).task;
      const named = sections.filter(
        ({ heading }, index) => sections.findIndex((one) => one.heading === heading) === index,
      );
      for (const section of named) {
        const edited = replaceSection(text, section.heading, body);
        assert.ok(edited.kind === 'ok');
        const after = parseTaskFile(edited.text).task.sections;
        const changed = after.findIndex((one) => one.text !== section.text && one.text === body);
        assert.deepEqual(
          after.map(({ heading }) => heading),
          sections.map(({ heading }) => heading),
        );
        assert.ok(changed >= 0 || sections.some((one) => one.text === body));
        assert.ok(
          after.every((one, index) => index === changed || one.text === sections[index]?.text),
        );
        assert.ok(isOneSplice(text, edited.text, text.length - section.text.length * 2 - 2));
      }
    }),
    { numRuns: 100 },
  );
});

test('appending keeps every byte that is there', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom('Risks', 'Lessons'), words, (text, heading, body) => {
      const edited = appendToSection(text, heading, body);
      if (edited.kind === 'ok') {
        assert.ok(isOneSplice(text, edited.text, text.length));
        const named = parseTaskFile(edited.text).task.sections.find(
          (one) => one.heading === heading,
        );
        assert.ok(named?.text.endsWith(body));
      }
    }),
    { numRuns: 100 },
  );
});

test('a revised target is the only thing that changes', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, number) => {
      const { targets } = parseTaskFile(text).task;
      for (const target of targets) {
        const to = target.text.replace(target.quantity, `${number} h/op`);
        const edited = reviseTarget(text, target.text, to);
        assert.ok(edited.kind === 'ok', JSON.stringify(edited));
        assert.deepEqual(
          parseTaskFile(edited.text).task.targets.map((one) => one.text),
          targets.map((one) => (one === target ? to : one.text)),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test('a target means in a task what it means in hone.yaml', () => {
  const quantity = fc.constantFrom(
    '80 ms',
    '0.5s',
    '3 m',
    '1e3 us',
    '64 MiB',
    '7',
    '2 kB',
    '12 furlongs',
    '-1 ms',
    '5 ops/s',
  );
  const sign = fc.constantFrom('<=', '>=', '<', '=');
  fc.assert(
    fc.property(fc.constantFrom('wall', 'rss', 'rps'), sign, quantity, (metric, op, amount) => {
      const text = `parse ${metric} ${op} ${amount}`;
      const config = `version: 1
benchmarks:
  - id: parse
    run: ./parse
    metrics: [wall, rss, { name: rps, direction: higher, unit: ops/s }]
targets: ["${text}"]
`;
      const suite = parseConfig(config, 'hone.yaml');
      const task = readTarget(text);
      if (suite.kind === 'ok') {
        assert.ok(task.kind === 'ok');
        const { atMost, atLeast } = suite.suite.targets[0] ?? {};
        assert.equal(task.target.bound, atMost === undefined ? 'at_least' : 'at_most');
        assert.equal(task.target.stored.value, atMost ?? atLeast);
      } else {
        // What is no target in a task is none in a suite, which knows more and may refuse more.
        const isWrong = task.kind === 'invalid';
        assert.ok(isWrong || suite.problems.some(({ line }) => line === 6));
      }
    }),
  );
});
