import { ANSWER_IDEAS } from './answer-ideas.ts';
import { assert } from '../base/index.ts';
import type { LibraryCheat } from './cheat.ts';
import { codeCheat } from './code-cheat.ts';
import { dependencyCheats } from './dependency-cheats.ts';
import { DISTURBANCE_IDEAS } from './disturbance-ideas.ts';
import { gitCheats } from './git-cheats.ts';
import { hostFile } from './host-file.ts';
import { MEMORY_IDEAS } from './memory-ideas.ts';
import type { SubjectView } from './subject-view.ts';
import { suiteCheats } from './suite-cheats.ts';

/**
 * Every cheat of the library, written against one subject and its suite; what the subject gives no
 * occasion for says why. Cheats that cost nothing to refuse come first. Ids are unique and the same
 * for every subject, and equal views give equal cheats.
 */
export function cheatsFor(view: SubjectView): readonly LibraryCheat[] {
  assert(/^[a-z][a-z0-9]*$/.test(view.token), 'the token is a name in every language');
  const host = hostFile(view);
  return [
    ...gitCheats(view),
    ...suiteCheats(view, host),
    ...dependencyCheats(view, host),
    ...[...DISTURBANCE_IDEAS, ...ANSWER_IDEAS, ...MEMORY_IDEAS].map((idea) =>
      codeCheat(view, host, idea),
    ),
  ];
}
