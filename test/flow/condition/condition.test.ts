import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  type ConditionVariables,
  evaluateCondition,
  parseCondition,
  printCondition,
} from '../../../src/flow/index.ts';
import { conditionText } from '../../../src/flow/condition/condition-text.ts';

const VARIABLES: ConditionVariables = {
  validation_status: 'pass',
  plan_rating: 7.5,
  urgent: false,
  'steps.0.1.status': 'done',
};

function outcomeOf(text: string, variables = VARIABLES): boolean | string {
  const parsed = parseCondition(text);
  assert.ok(parsed.kind === 'ok', text);
  const outcome = evaluateCondition(parsed.condition, variables);
  return outcome.kind === 'holds' ? outcome.holds : outcome.reason;
}

function errorOf(text: string): string {
  const parsed = parseCondition(text);
  return parsed.kind === 'ok' ? 'ok' : `${parsed.error.offset}: ${parsed.error.message}`;
}

const OUTCOMES: readonly (readonly [text: string, outcome: boolean | string])[] = [
  ["validation_status == 'pass'", true],
  ['validation_status != "pass"', false],
  ['plan_rating >= 7', true],
  ['7.5 <= plan_rating and plan_rating < 8', true],
  ['plan_rating > -1e3', true],
  ['urgent or not urgent', true],
  ['!urgent && plan_rating == 7.5', true],
  ['urgent || (plan_rating < 1 or true)', true],
  ['true or false and false', true],
  ['(true or false) and false', false],
  ["steps.0.1.status in ['done', 'skipped']", true],
  ['plan_rating in [1, 2]', false],
  ["'it\\'s' == \"it's\"", true],
  ['missing', 'There is no value for "missing".'],
  ["validation_status == 'pass' or missing == 1", 'There is no value for "missing".'],
  ['toString == 1', 'There is no value for "toString".'],
  ['__proto__', 'There is no value for "__proto__".'],
  ['validation_status', 'The condition must be true or false, not the text "pass".'],
  ["'yes'", 'The condition must be true or false, not the text "yes".'],
  ['1', 'The condition must be true or false, not the number 1.'],
  ['not 0', 'What "not" stands before must be true or false, not the number 0.'],
  ["true and 'x'", 'The right side of "and" must be true or false, not the text "x".'],
  ["plan_rating == '7.5'", 'The number 7.5 can\'t equal the text "7.5".'],
  ["'10' < '9'", '"<" compares two numbers, not the text "10" and the text "9".'],
  ["plan_rating in [7.5, 'x']", 'The number 7.5 can\'t equal the text "x".'],
];

for (const [text, outcome] of OUTCOMES) {
  test(`${text} gives ${outcome}`, () => {
    assert.equal(outcomeOf(text), outcome);
  });
}

test('a value that is not a number fails, and does not compare', () => {
  const variables = { plan_rating: Number.NaN };
  for (const text of ['plan_rating >= 0', 'plan_rating == 1', 'plan_rating != 1']) {
    assert.equal(outcomeOf(text, variables), 'A value is not a number (NaN).');
  }
});

const ERRORS: readonly (readonly [text: string, error: string])[] = [
  ['', '0: A name, a number or a text in quotes is missing here.'],
  ['a ==', '4: A name, a number or a text in quotes is missing here.'],
  ['a = 1', '2: Conditions have no "=" here.'],
  ['a == 1 == 2', '7: Something is left over here.'],
  ['a b', '2: Something is left over here.'],
  ["a == 'x", '5: A quote is opened here and never closed.'],
  ['(a', '2: A ) is missing here.'],
  ['a in b', '5: After "in" comes a list.'],
  ['a in []', '6: A list holds texts in quotes, numbers, true and false.'],
  ['a in [b]', '6: A list holds texts in quotes, numbers, true and false.'],
  ['a in [1', '7: A ] is missing here.'],
  ['and', '0: A name, a number or a text in quotes is missing here.'],
  ['15KB > a', '0: Conditions have no "1" here.'],
  ['a > 1e999', '4: A name, a number or a text in quotes is missing here.'],
  ['a 😀', '2: Conditions have no "😀" here.'],
  [`${'('.repeat(60)}a${')'.repeat(60)}`, '51: This is nested more than 50 deep.'],
  ['!'.repeat(60), '51: This is nested more than 50 deep.'],
  ['x'.repeat(2_001), '0: A condition has at most 2000 characters.'],
];

for (const [text, error] of ERRORS) {
  test(`is no condition: ${text.slice(0, 30)}`, () => {
    assert.equal(errorOf(text), error);
  });
}

test('parentheses are printed where they mean something', () => {
  for (const [text, printed] of [
    ['a and b and c', 'a and b and c'],
    ['a and (b and c)', 'a and (b and c)'],
    ['a or b and not c', 'a or (b and (not c))'],
    ['(a) == ((1))', 'a == 1'],
  ] as const) {
    const parsed = parseCondition(text);
    assert.equal(parsed.kind === 'ok' && printCondition(parsed.condition), printed);
  }
});

test('a sentence is prose, a mistake in an expression is an error and never a question', () => {
  const prose = [
    'if the user wants a new design',
    'plan includes UI components',
    'file_size(user_requirements) > 15KB',
    "the user's wish",
    'Does the plan touch the database?',
  ];
  const mistakes = [
    "validation_status = 'pass'",
    'a ==',
    "(a == 'b'",
    'a & b && c',
    'plan!',
    "status is 'pass'",
    '',
    '???',
  ];
  assert.deepEqual(
    prose.map((text) => conditionText(text).kind),
    prose.map(() => 'prose'),
  );
  assert.deepEqual(
    mistakes.map((text) => conditionText(text).kind),
    mistakes.map(() => 'error'),
  );
});
