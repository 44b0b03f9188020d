import { canonicalJson } from '../base/index.ts';
import { PLAN_ENVELOPE, PLAN_SCHEMA, type PlanBody } from '../model/index.ts';

/**
 * Names the content of a plan, with or without what hone writes before it, so that the plan that
 * was handed in and the file that was written have one hash.
 *
 * @param sha256 - of a text, in hex
 */
export function planHash(plan: PlanBody, sha256: (text: string) => string): string {
  const outside = new Set<string>(PLAN_ENVELOPE);
  const content = Object.fromEntries(Object.entries(plan).filter(([field]) => !outside.has(field)));
  return sha256(canonicalJson({ format: PLAN_SCHEMA, content }));
}
