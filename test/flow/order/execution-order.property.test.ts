import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { executionOrder, independentSteps } from '../../../src/flow/index.ts';
import { flowOf, steps } from '../flows.ts';

/** Flows whose steps read from steps before them; some are measurements, gates or in a group. */
const flow = fc
  .array(
    fc.record({
      reads: fc.array(fc.nat(11), { maxLength: 3 }),
      extra: fc.constantFrom('', '', ', uses: measure', ', validation: {gate: person}'),
      group: fc.constantFrom('', '', ', parallel_group: A', ', parallel_group: B'),
      duration: fc.integer({ min: 1, max: 1_000 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drafts) => {
    const lines = drafts.map(({ reads, extra, group }, index) => {
      const inputs = [...new Set(reads.filter((one) => one < index))].map((one) => `a${one}.json`);
      return `step: ${index}, agent: a, inputs: [${inputs.join(', ')}], outputs: [a${index}.json]${extra}${group}`;
    });
    const durations = Object.fromEntries(drafts.map(({ duration }, index) => [index, duration]));
    return { flow: flowOf(steps(...lines)), durations };
  });

test('every step is planned once, after all that it waits for', () => {
  fc.assert(
    fc.property(flow, ({ flow: one, durations }) => {
      const order = executionOrder(one);
      const analysis = independentSteps(one, durations);
      if (order.kind === 'cycle') {
        assert.equal(analysis, null);
        return;
      }
      assert.ok(analysis?.predicted);
      const ids = one.steps.map(({ id }) => id).sort();
      for (const stages of [analysis.stages, analysis.suggested]) {
        assert.deepEqual(stages.flat().sort(), ids);
        const stageOf = (id: string): number => stages.findIndex((stage) => stage.includes(id));
        for (const { before, after } of analysis.orders) {
          assert.ok(stageOf(before) < stageOf(after), `${before} before ${after}`);
        }
      }
      const { nowNs, suggestedNs, criticalPathNs } = analysis.predicted;
      assert.ok(criticalPathNs <= nowNs && criticalPathNs <= suggestedNs);
    }),
  );
});
