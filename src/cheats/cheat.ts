import type { Check } from '../model/index.ts';

/** What kind of dishonesty a cheat is. */
export type CheatFamily =
  | 'memory' // results that outlive a run
  | 'special-casing' // answers that were known before
  | 'less-work' // something is left out
  | 'moved-work' // work is done where nobody measures
  | 'clock' // the measure instead of the program
  | 'disturbance' // the other side is made slower
  | 'suite' // what judges is changed
  | 'dependencies' // other people's code is changed
  | 'git'; // what git or CI does is changed

/** One change of a cheat to the tree of the base. */
export type Edit =
  | {
      readonly kind: 'write'; // makes the file, or replaces what it says
      readonly path: string;
      readonly text: string;
    }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'mode'; readonly path: string; readonly mode: '100644' | '100755' }
  | { readonly kind: 'submodule'; readonly path: string; readonly commit: string };

/** Where a cheat may leave something outside of its checkout, so that it can be removed. */
export interface Trace {
  readonly place: 'home' | 'real-home' | 'temporary' | 'tmp' | 'shared-memory' | 'parent';
  /** First characters of the names that it makes there. */
  readonly prefix: string;
}

/** A proposal that only looks faster. */
export interface Cheat {
  readonly kind: 'cheat';
  /** Kebab-case; the same for every subject. */
  readonly id: string;
  readonly title: string;
  readonly family: CheatFamily;
  /** One sentence: what it does in this subject. */
  readonly how: string;
  readonly edits: readonly Edit[];
  /** The check that is meant to stop it at the latest. */
  readonly expected: Check;
  /** What it says about the suite when it wins, and how to close it. */
  readonly weakness: string;
  readonly traces: readonly Trace[];
}

/** A cheat of the library that can't be tried on this subject. */
export interface ImpossibleCheat {
  readonly kind: 'impossible';
  readonly id: string;
  readonly title: string;
  readonly family: CheatFamily;
  /** Completes "not possible here, because …". */
  readonly because: string;
}

/** An entry of the library, for one subject. */
export type LibraryCheat = Cheat | ImpossibleCheat;

/** What an entry of the library is before it meets a subject. */
export interface CheatIdea {
  readonly id: string;
  readonly title: string;
  readonly family: CheatFamily;
}

/** An idea that this subject gives no occasion for. */
export function impossible(idea: CheatIdea, because: string): ImpossibleCheat {
  const { id, title, family } = idea;
  return { kind: 'impossible', id, title, family, because };
}
