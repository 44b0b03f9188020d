import { type Static, Type } from 'typebox';

import { closed, text } from './fields.ts';

/** Name and version of a rubric file. */
export const RUBRIC_SCHEMA = 'hone.rubric.v1';

/** What a plan is rated on. */
export const RATING_DIMENSIONS = [
  'completeness',
  'feasibility',
  'risk_mitigation',
  'agent_coverage',
  'integration',
] as const;
export type RatingDimension = (typeof RATING_DIMENSIONS)[number];

/** Best and worst score of a dimension. */
export const SCORE = { min: 0, max: 10 } as const;

const score = (description: string) =>
  Type.Number({ minimum: SCORE.min, maximum: SCORE.max, description });

const Dimension = closed({
  weight: Type.Number({ minimum: 0, maximum: 1, description: 'All weights add up to 1.' }),
  question: text('What a rater asks about the plan.'),
});

/** How strict a campaign is about its plan. */
export const RatingLevel = Type.Union([
  Type.Literal('emergency'),
  Type.Literal('standard'),
  Type.Literal('enterprise'),
  Type.Literal('critical'),
]);
export type RatingLevel = Static<typeof RatingLevel>;

/** How plans are rated; a project may bring its own file. */
export const Rubric = closed({
  schema: Type.Literal(RUBRIC_SCHEMA),
  dimensions: closed({
    completeness: Dimension,
    feasibility: Dimension,
    risk_mitigation: Dimension,
    agent_coverage: Dimension,
    integration: Dimension,
  }),
  bands: Type.Array(
    closed({
      from: score('Lowest score of it.'),
      to: score('Highest.'),
      meaning: text('In words.'),
    }),
    { minItems: 1, maxItems: 20 },
  ),
  thresholds: closed({
    emergency: score('Lowest overall score that passes.'),
    standard: score('Lowest overall score that passes.'),
    enterprise: score('Lowest overall score that passes.'),
    critical: score('Lowest overall score that passes.'),
  }),
});
export type Rubric = Static<typeof Rubric>;
