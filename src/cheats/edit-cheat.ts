import type { Check } from '../model/index.ts';
import type { Cheat, CheatIdea, Edit } from './cheat.ts';

/** A cheat that is plain edits, made from the words and files of one subject. */
export function editCheat(
  idea: CheatIdea,
  what: {
    readonly how: string;
    readonly edits: readonly Edit[];
    readonly weakness: string;
    readonly expected?: Check; // admission when left out
    readonly traces?: Cheat['traces'];
  },
): Cheat {
  const { how, edits, weakness, expected = 'admission', traces = [] } = what;
  const { id, title, family } = idea;
  return { kind: 'cheat', id, title, family, how, edits, expected, weakness, traces };
}
