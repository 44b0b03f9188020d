import type { HoneErrorCode } from '../base/index.ts';
import type { VerdictKind } from '../model/index.ts';

/** What a script can rely on (DESIGN section 7). */
export const EXIT = {
  passed: 0,
  refused: 1,
  badUse: 2,
  inconclusive: 3,
  interrupted: 130,
} as const;

/** The exit code for an error. */
export function exitCodeOf(code: HoneErrorCode): number {
  return code === 'E_INTERRUPTED' ? EXIT.interrupted : EXIT.badUse;
}

/**
 * The exit code for verdicts on claimed metrics: the worst decides. A regression refuses, anything
 * inconclusive never passes.
 */
export function exitCodeForVerdicts(verdicts: readonly VerdictKind[]): number {
  if (verdicts.includes('regressed')) {
    return EXIT.refused;
  }
  return verdicts.length === 0 || verdicts.includes('inconclusive')
    ? EXIT.inconclusive
    : EXIT.passed;
}
