import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import {
  checkFlow,
  flowMermaid,
  flowSvg,
  flowText,
  independentSteps,
  parseFlowFile,
} from '../../src/flow/index.ts';
import { ROLES } from '../../src/model/index.ts';
import { AGENT_PROJECT_FLOW, PERFORMANCE_FLOW } from './flows.ts';

const source = fc.constantFrom(PERFORMANCE_FLOW, AGENT_PROJECT_FLOW);
const word = fc.oneof(
  fc.constantFrom('[', ']', '{', '}', ': ', '- ', '\n', '"', "'", '{{', '#', '0', '&a', '*a', '!t'),
  fc.constantFrom('null', 'true', '../', 'from step 3', 'goto', '1e999', '.nan', '😀', '\u0000'),
  fc.string({ unit: 'binary', maxLength: 5 }),
);

/** A real flow with pieces of its text replaced. */
const damaged = fc
  .tuple(source, fc.array(fc.tuple(fc.nat(8_000), fc.nat(20), word), { maxLength: 6 }))
  .map(([text, edits]) =>
    edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text),
  );

test('whatever stands in the file, there is an answer with places, and what is read can be shown', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const parsed = parseFlowFile(text, { path: 'flow.yaml' });
      const lines = text.split('\n').length;
      const problems = parsed.kind === 'ok' ? parsed.warnings : parsed.problems;
      assert.ok(parsed.kind === 'ok' || problems.length > 0);
      for (const { line, column, message } of problems) {
        assert.ok(line >= 1 && line <= lines + 1 && column >= 1, `${line}:${column}`);
        assert.equal(/\p{Cc}/u.test(message), false);
      }
      if (parsed.kind === 'ok') {
        checkFlow(parsed.flow, { agents: ROLES, schemas: [] });
        independentSteps(parsed.flow);
        for (const draw of [flowText, flowMermaid, flowSvg]) {
          assert.equal(draw(parsed.flow).includes('\u0000'), false);
        }
      }
    }),
    { numRuns: 300 },
  );
});
