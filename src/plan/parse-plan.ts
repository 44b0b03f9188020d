import { Errors } from 'typebox/value';

import { PlanBody } from '../model/index.ts';

/** Problems of one document that are told at once. */
const PROBLEMS_MAX = 20;

/** A plan as an agent handed it in, or why it is none. */
export type ParsedPlan =
  | { readonly kind: 'ok'; readonly plan: PlanBody }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/**
 * The one way from JSON to a plan. Nothing is filled in: a field that is missing is a problem.
 *
 * @param value - JSON without the fields that hone writes before an artifact's own
 */
export function parsePlan(value: unknown): ParsedPlan {
  const problems = Errors(PlanBody, value)
    .slice(0, PROBLEMS_MAX)
    .map((problem) => problemText(problem.instancePath, problem.message, problem.params));
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this is the parser
      { kind: 'ok', plan: value as PlanBody };
}

/** `steps/0/rollback: must be string`; names the fields that are missing or unknown. */
export function problemText(path: string, message: string, params: object): string {
  const where = path === '' ? 'the document' : path.slice(1);
  const named = Object.values(params).find(
    (value): value is string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string'),
  );
  return named === undefined || named.some((field) => message.includes(field))
    ? `${where}: ${message}`
    : `${where}: ${message}: ${named.join(', ')}`;
}
