import type { Trace } from './cheat.ts';
import type { KnownAnswer } from './host-file.ts';

/** Where results are kept from one run to the next. */
export type MemoryPlace =
  | 'checkout' // the folder that the program runs in
  | 'beside' // next to the program
  | 'home' // what HOME names
  | 'real-home' // what the system says, whatever HOME names
  | 'temporary' // what TMPDIR names
  | 'tmp' // /tmp, whatever TMPDIR names
  | 'shared-memory' // /dev/shm
  | 'parent' // above the checkout
  | 'git' // .git of the checkout
  | 'packages'; // node_modules of the checkout

/** What the code of a cheat does, in no language yet. */
export type Payload =
  /** Keeps what it printed, and prints that again when it is run with the same words. */
  | { readonly kind: 'remember'; readonly place: MemoryPlace }
  /** The same, in its own source. */
  | { readonly kind: 'rewrite-itself'; readonly path: string }
  /** The same, in a process that outlives the run and puts the file back when it is removed. */
  | { readonly kind: 'keeper' }
  /** Prints an answer that is part of its code. */
  | {
      readonly kind: 'answer';
      readonly when: 'always' | 'same-words' | 'same-sizes' | 'measured';
      /** `error`: fails on purpose and answers where the error is handled. */
      readonly via: 'exit' | 'error';
      readonly answers: readonly KnownAnswer[];
    }
  /** Ends as soon as this many bytes were printed. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Lets every clock that the program can read run at half its speed. */
  | { readonly kind: 'slow-clock' }
  /** Leaves burners of processor time behind, and ends them when it runs itself. */
  | { readonly kind: 'hog' }
  /** Puts a pause into the same file of the checkouts beside its own. */
  | { readonly kind: 'sabotage'; readonly path: string; readonly line: number }
  /** Asks the system to be preferred. */
  | { readonly kind: 'priority' }
  /** Runs commands when the program ends, so that their results are remembered. */
  | { readonly kind: 'run-ahead'; readonly commands: readonly (readonly string[])[] };

/** What rendering needs beside the payload. */
export interface PayloadContext {
  /** Part of every name. */
  readonly token: string;
  /** Path of the program's first file: the code does nothing in other programs. */
  readonly entry: string;
}

/**
 * How code tells a program by its name without naming it, which would give it away: length, first
 * and last character.
 */
export interface NameMark {
  readonly length: number;
  readonly first: string;
  readonly last: string;
}

/** The mark of a name that is not empty. */
export function markOf(name: string): NameMark {
  return { length: name.length, first: name.charAt(0), last: name.charAt(name.length - 1) };
}

/** First characters of everything that a payload leaves on the disk. */
export function leftName(token: string): string {
  return `.kept-${token}`;
}

/** What a payload leaves outside of its checkout. */
export function tracesOf(payload: Payload, token: string): Trace[] {
  const prefix = leftName(token);
  switch (payload.kind) {
    case 'remember': {
      const { place } = payload;
      return place === 'checkout' || place === 'beside' || place === 'git' || place === 'packages'
        ? []
        : [{ place, prefix }];
    }
    case 'keeper':
    case 'hog':
      return [
        { place: 'tmp', prefix },
        { place: 'temporary', prefix },
      ];
    case 'rewrite-itself':
    case 'answer':
    case 'truncate':
    case 'slow-clock':
    case 'sabotage':
    case 'priority':
    case 'run-ahead':
      return [];
  }
}
