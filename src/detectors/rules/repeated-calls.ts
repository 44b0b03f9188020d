import { isPureLooking } from '../code/pure-looking.ts';
import { DISTINCT_RATIO_MAX, HOT_LINE_SHARE_MIN, REPEATED_CALLS_MIN } from '../limits.ts';
import type { Technique } from '../nomination.ts';
import { nameOf, percent, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'remember-results',
  rationale:
    'Most calls repeat an earlier one with the same arguments, and the function looks as if its ' +
    'result depended on nothing else; a bounded cache answers repeats.',
  risk: 'medium',
  riskText:
    'A result that callers change would be shared, and what looks pure may read something that ' +
    'changes; an unbounded cache is a leak.',
  effort: 'low',
};

/** Below this part of new arguments, repeats are what the function does. */
const MOSTLY_REPEATED = 0.1;

/** Hot functions that look pure and are called with the same arguments again and again. */
export const repeatedCalls: Rule = (scene) =>
  scene.runtime.calls.flatMap((calls) => {
    const ratio = calls.distinctArguments / calls.count;
    const hot = scene.hotFunctions.find(
      (each) => each.file === calls.file && each.line === calls.line,
    );
    const code = scene.files.get(calls.file)?.code;
    const node = code?.functionAt(calls.line) ?? null;
    const isRepeated = calls.count >= REPEATED_CALLS_MIN && ratio <= DISTINCT_RATIO_MAX;
    const isHot = hot !== undefined && hot.share.estimate >= HOT_LINE_SHARE_MIN;
    if (!isRepeated || !isHot || code === undefined || node === null) {
      return [];
    }
    return isPureLooking(node, code)
      ? [
          {
            rule: 'repeated-calls',
            file: calls.file,
            line: calls.line,
            subject: nameOf(calls),
            evidence:
              `${nameOf(calls)} was called ${calls.count} times with ${calls.distinctArguments} ` +
              `different arguments and takes ${percent(hot.share.estimate)} of the workload; ` +
              'nothing in it shows that its result depends on more.',
            technique: TECHNIQUE,
            // Never confirmed: that a function is pure can't be seen from its code.
            confidence: ratio <= MOSTLY_REPEATED ? 'likely' : 'weak',
            share: hot.share,
          },
        ]
      : [];
  });
