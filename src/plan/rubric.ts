import { Errors } from 'typebox/value';

import { at } from '../base/index.ts';
import { RATING_DIMENSIONS, type RatingLevel, Rubric, RUBRIC_SCHEMA } from '../model/index.ts';
import { WEIGHT_TOLERANCE } from './limits.ts';
import { problemText } from './parse-plan.ts';

/** What a project gets that has no rubric of its own. */
export const RUBRIC_DEFAULT: Rubric = {
  schema: RUBRIC_SCHEMA,
  dimensions: {
    completeness: {
      weight: 0.2,
      question:
        'Does the plan cover every target, with steps that measure, change and check, and ' +
        'criteria that can be seen to be met?',
    },
    feasibility: {
      weight: 0.2,
      question: 'Does each step follow from evidence, and is the expected gain within reach?',
    },
    risk_mitigation: {
      weight: 0.2,
      question: 'Is it said what may go wrong, what is done about it, and how to get back?',
    },
    agent_coverage: {
      weight: 0.2,
      question:
        'Is every step given to a role that can do it, and is no one checking their own work?',
    },
    integration: {
      weight: 0.2,
      question: 'Do the steps follow from each other, from a measurement to a check on the suite?',
    },
  },
  bands: [
    { from: 9, to: 10, meaning: 'Can be carried out as it stands.' },
    { from: 7, to: 8.9, meaning: 'Good; what is missing can be added on the way.' },
    { from: 5, to: 6.9, meaning: 'Needs another round before anybody starts.' },
    { from: 0, to: 4.9, meaning: 'Does not hold; begin again.' },
  ],
  thresholds: { emergency: 6, standard: 7, enterprise: 8, critical: 9 },
};

/** A rubric from a file, or why it is none. */
export type ParsedRubric =
  | { readonly kind: 'ok'; readonly rubric: Rubric }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/**
 * The one way from a file's content to a rubric. Nothing is filled in from the default one.
 *
 * @param value - what the JSON or YAML of the file says
 */
export function parseRubric(value: unknown): ParsedRubric {
  const problems = Errors(Rubric, value).map((problem) =>
    problemText(problem.instancePath, problem.message, problem.params),
  );
  if (problems.length > 0) {
    return { kind: 'invalid', problems };
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this is the parser
  const rubric = value as Rubric;
  const more = [...weightProblems(rubric), ...bandProblems(rubric), ...thresholdProblems(rubric)];
  return more.length > 0 ? { kind: 'invalid', problems: more } : { kind: 'ok', rubric };
}

function weightProblems({ dimensions }: Rubric): string[] {
  const sum = RATING_DIMENSIONS.reduce((total, name) => total + dimensions[name].weight, 0);
  return Math.abs(sum - 1) <= WEIGHT_TOLERANCE
    ? []
    : [`dimensions: the weights add up to ${Number(sum.toPrecision(6))}, not to 1`];
}

function bandProblems({ bands }: Rubric): string[] {
  const sorted = bands.toSorted((left, right) => left.from - right.from);
  return sorted.flatMap((band, index) => {
    if (band.from > band.to) {
      return [`bands: one goes from ${band.from} down to ${band.to}`];
    }
    const before = index === 0 ? null : at(sorted, index - 1);
    return before !== null && before.to >= band.from
      ? [`bands: ${before.from}-${before.to} and ${band.from}-${band.to} overlap`]
      : [];
  });
}

function thresholdProblems({ thresholds }: Rubric): string[] {
  const order: readonly RatingLevel[] = ['emergency', 'standard', 'enterprise', 'critical'];
  return order.slice(1).flatMap((level, index) => {
    const lower = at(order, index);
    return thresholds[level] < thresholds[lower]
      ? [`thresholds: ${level} (${thresholds[level]}) is below ${lower} (${thresholds[lower]})`]
      : [];
  });
}
