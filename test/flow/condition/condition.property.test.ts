import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { conditionFault } from '../../../src/flow/condition/check-condition.ts';
import {
  type Condition,
  type ConditionValue,
  evaluateCondition,
  parseCondition,
  printCondition,
} from '../../../src/flow/index.ts';

const value: fc.Arbitrary<ConditionValue> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom("'", '"', '\\', "\\'", 'and', ''),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.integer(),
  fc.boolean(),
);

const NAMES = ['validation_status', 'plan.complexity', 'steps.0.1.status', 'flag', 'a-b', 'ghost'];

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    value.map((one): Condition => ({ kind: 'value', value: one })),
    fc.constantFrom(...NAMES).map((name): Condition => ({ kind: 'variable', name })),
    fc.record({
      kind: fc.constant('compare' as const),
      comparison: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
      left: tie('condition'),
      right: tie('condition'),
    }),
    fc.record({
      kind: fc.constant('in' as const),
      item: tie('condition'),
      list: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), inner: tie('condition') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('condition'),
      right: tie('condition'),
    }),
  ),
}));

const VARIABLES = {
  validation_status: 'pass',
  'plan.complexity': 3,
  'steps.0.1.status': 'done',
  flag: true,
  'a-b': 'x',
};

test('what is printed is read as the same condition', () => {
  fc.assert(
    fc.property(condition, (one) => {
      const text = printCondition(one);
      const parsed = parseCondition(text);
      if (text.length > 2_000) {
        return;
      }
      // The generator's objects have no prototype, which is not what is compared.
      assert.deepEqual(
        parsed.kind === 'ok' ? parsed.condition : parsed.error,
        structuredClone(one),
      );
    }),
    { numRuns: 500 },
  );
});

test('evaluation always ends in true, false or a reason', () => {
  fc.assert(
    fc.property(condition, (one) => {
      const outcome = evaluateCondition(one, VARIABLES);
      assert.ok(outcome.kind === 'holds' ? typeof outcome.holds === 'boolean' : outcome.reason);
    }),
    { numRuns: 500 },
  );
});

test('a condition with an unknown name never holds', () => {
  fc.assert(
    fc.property(condition, fc.constantFrom('and' as const, 'or' as const), (one, kind) => {
      const ghost: Condition = { kind: 'variable', name: 'ghost' };
      const either: Condition = { kind, left: one, right: ghost };
      assert.equal(evaluateCondition(either, VARIABLES).kind, 'failure');
    }),
  );
});

test('a condition without a fault does not fail on values of the declared kinds', () => {
  const known = {
    validation_status: { kind: 'text' },
    'plan.complexity': { kind: 'number' },
    'steps.0.1.status': { kind: 'text' },
    flag: { kind: 'truth' },
    'a-b': { kind: 'text' },
  } as const;
  fc.assert(
    fc.property(condition, (one) => {
      if (conditionFault(one, known) === null) {
        assert.equal(evaluateCondition(one, VARIABLES).kind, 'holds');
      }
    }),
    { numRuns: 1_000 },
  );
});

test('no text makes the parser throw', () => {
  const piece = fc.oneof(
    fc.constantFrom('and', 'or', 'not', 'in', '(', ')', '[', ']', ',', '==', '!', '<', "'a'"),
    fc.constantFrom('"', '1', 'x.y', ' ', '\\', '.', '-', 'é', '\u0000', '&&', '|', '1e5', 'true'),
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
    fc.array(piece).map((pieces) => pieces.join(' ')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseCondition(text);
      if (parsed.kind === 'error') {
        assert.ok(parsed.error.offset >= 0 && parsed.error.offset <= text.length);
      } else {
        evaluateCondition(parsed.condition, VARIABLES);
      }
    }),
    { numRuns: 2_000 },
  );
});
