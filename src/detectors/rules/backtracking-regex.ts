import type { Technique } from '../nomination.ts';
import { backtracking } from '../regex/backtracking.ts';
import { nominationOf, type Rule } from '../rule.ts';
import { heatOfUse, regexUses } from './hot-regex.ts';

const TECHNIQUE: Technique = {
  name: 'make-regex-unambiguous',
  rationale:
    'The expression can match the same text in several ways and tries them all before it fails; ' +
    'with one way only, its steps grow with the length of the text.',
  risk: 'medium',
  riskText: 'What the expression accepts, or what its groups capture, may change.',
  effort: 'medium',
};

/**
 * Hot regular expressions whose text allows backtracking that grows faster than the input. The
 * place is where the expression is written, which may be far from where it is applied.
 */
export const backtrackingRegex: Rule = (scene) =>
  regexUses(scene).flatMap((placed) => {
    const found = backtracking(placed.use.source, placed.use.flags);
    const heat = found === null ? null : heatOfUse(scene, placed);
    if (found === null || heat === null) {
      return [];
    }
    const nomination = nominationOf(
      scene,
      placed.file,
      'backtracking-regex',
      {
        node: placed.use.literal,
        technique: TECHNIQUE,
        text:
          `the regular expression has ${found.cause}, so a failed match may take ` +
          `${found.growth} time`,
        // Whether the input ever has such text is not known, so this is never confirmed by lines.
        atMost: found.growth === 'exponential' ? 'likely' : 'weak',
        alsoSeen: null,
      },
      heat,
    );
    return nomination === null ? [] : [nomination];
  });
