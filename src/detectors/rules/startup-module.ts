import { STARTUP_MS_MIN, STARTUP_SHARE_MIN } from '../limits.ts';
import type { Technique } from '../nomination.ts';
import { milliseconds, percent, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'load-lazily',
  rationale:
    'The module is loaded by every run; loading it where it is first used, bundling, or V8’s ' +
    'compile cache spares runs that do not need it.',
  risk: 'low',
  riskText:
    'What the module does while loading happens later, and a missing module is noticed later.',
  effort: 'low',
};

/** Modules whose loading takes a visible part of the run. */
export const startupModule: Rule = ({ runtime }) => {
  const { wallMs } = runtime;
  if (wallMs === null || !(wallMs > 0)) {
    return [];
  }
  return runtime.startup
    .filter(({ ms }) => ms >= STARTUP_MS_MIN && ms / wallMs >= STARTUP_SHARE_MIN)
    .map(({ module, ms }) => {
      const share = Math.min(1, ms / wallMs);
      return {
        rule: 'startup-module',
        file: module,
        line: null,
        subject: module,
        evidence:
          `Loading ${module} takes ${milliseconds(ms)} of ${milliseconds(wallMs)}, ` +
          `${percent(share)} of the run, without the modules that it loads itself.`,
        technique: TECHNIQUE,
        // Measured; whether this run needs the module at all is not known.
        confidence: 'likely',
        share: { estimate: share, lo: share, hi: share },
      };
    });
};
