import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { newTaskFile, splitPlan } from '../../../src/tasks/index.ts';
import { anyText } from '../arbitrary.ts';
import { itemOf } from './items.ts';

const texts = fc.array(anyText, { maxLength: 3 });

test('whatever a plan says becomes task files that are read back as they are', () => {
  const given = fc.record({
    title: anyText,
    frames: texts,
    files: fc.option(texts),
    evidence: texts,
    approach: anyText,
    risks: texts,
    wayBack: anyText,
    targets: texts,
    acceptance: texts,
    metric: fc.record({ benchmark: anyText, metric: anyText }),
    expected: fc.option(fc.record({ estimate: fc.double(), lo: fc.double(), hi: fc.double() })),
  });
  fc.assert(
    fc.property(fc.array(given, { maxLength: 3 }), fc.array(anyText), (all, dependencies) => {
      const items = all.map((one, index) => itemOf(index + 1, { ...one, dependencies }));
      for (const { tasks } of splitPlan(items, [])) {
        for (const { fields } of tasks) {
          const file = newTaskFile(fields);
          assert.equal(file.kind === 'ok' ? 'ok' : file.why, 'ok');
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('each item is in one task, after what it depends on, and no group shares a file', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const given = fc.record({
    files: fc.option(fc.array(name, { maxLength: 2 })),
    before: fc.array(fc.nat(9), { maxLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(given, { maxLength: 8 }), (all) => {
      const items = all.map(({ files, before }, index) =>
        itemOf(index + 1, {
          files,
          // Only on later ones, so that there is no circle.
          dependencies: before.map((step) => `i-${index + 2 + step}`),
        }),
      );
      const groups = splitPlan(items, []).map(({ tasks }) => tasks.map(({ item }) => item));
      assert.deepEqual(groups.flat().toSorted(), items.map(({ id }) => id).toSorted());
      const groupOf = (id: string): readonly string[] =>
        groups.find((group) => group.includes(id)) ?? [];
      for (const { id, files, dependencies } of items) {
        const group = groupOf(id);
        for (const needed of dependencies.filter((one) => items.some((item) => item.id === one))) {
          assert.ok(group.indexOf(needed) >= 0 && group.indexOf(needed) < group.indexOf(id));
        }
        for (const other of items.filter((one) => groupOf(one.id) !== group)) {
          assert.ok((files ?? []).every((file) => other.files?.includes(file) !== true));
        }
      }
    }),
    { numRuns: 100 },
  );
});
