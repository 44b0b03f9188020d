import {
  asMap,
  asScalar,
  type Complaints,
  placeAfter,
  scalarAt,
  type ScalarTree,
  type Tree,
} from '../../document/index.ts';
import type { Command } from '../../model/index.ts';
import { COMMAND_CHARS_MAX } from '../limits.ts';
import { splitWords } from '../split-words.ts';
import { oneOrMore } from './one-or-more.ts';

/** How the place of a command lets the user ask for a shell. */
export type ShellChoice =
  | { readonly kind: 'key'; readonly shell: boolean } // `shell: true` beside `run`
  | { readonly kind: 'map' }; // only `{shell: "…"}` in its place

/** A command in one of its three forms; null when it is none, which is then refused. */
export function commandFrom(
  tree: Tree,
  choice: ShellChoice,
  complaints: Complaints,
): Command | null {
  switch (tree.kind) {
    case 'map': {
      const scalar = scalarAt(asMap(tree), 'shell');
      return scalar === null ? null : shellCommand(scalar, complaints);
    }
    case 'list': {
      const [first, ...rest] = tree.items.map((item) => asScalar(item).text);
      if (first === undefined || first.trim() === '') {
        complaints.refuse(tree.place, 'The first word of a command must be its name.');
        return null;
      }
      const odd = [first, ...rest].some((word) => word.includes('\0'));
      if (odd) {
        complaints.refuse(tree.place, 'A command must not hold a NUL character.');
        return null;
      }
      if (choice.kind === 'key' && choice.shell) {
        const hint = 'Write run as one text, or remove shell.';
        complaints.refuse(tree.place, 'A list of words is never given to a shell.', hint);
        return null;
      }
      return { kind: 'words', words: [first, ...rest] };
    }
    case 'scalar':
      return choice.kind === 'key' && choice.shell
        ? shellCommand(tree, complaints)
        : wordsCommand(tree, choice, complaints);
  }
}

/** One command or several, run one after the other. */
export function commandsFrom(tree: Tree | null, complaints: Complaints): Command[] {
  return oneOrMore(tree)
    .map((item) => commandFrom(item, { kind: 'map' }, complaints))
    .filter((command) => command !== null);
}

function shellCommand(scalar: ScalarTree, complaints: Complaints): Command | null {
  return isUsable(scalar, complaints) ? { kind: 'shell', text: scalar.text } : null;
}

function wordsCommand(
  scalar: ScalarTree,
  choice: ShellChoice,
  complaints: Complaints,
): Command | null {
  if (!isUsable(scalar, complaints)) {
    return null;
  }
  const split = splitWords(scalar.text);
  if (split.kind === 'ok') {
    return { kind: 'words', words: split.words };
  }
  const at = scalar.contentPlace;
  const place = at === null ? scalar.place : placeAfter(at, split.index);
  const where = at === null && split.index > 0 ? ` (at its character ${split.index + 1})` : '';
  const hint = split.needsShell ? shellHint(choice) : null;
  complaints.refuse(place, `This command can't be run: ${split.message}${where}.`, hint);
  return null;
}

function shellHint(choice: ShellChoice): string {
  const how =
    choice.kind === 'key'
      ? 'Add "shell: true" beside it to run it with /bin/sh'
      : 'Write {shell: "…"} in its place to run it with /bin/sh';
  return `${how}, or put what is meant literally in single quotes.`;
}

function isUsable(scalar: ScalarTree, complaints: Complaints): boolean {
  const { text, place } = scalar;
  if (text.trim() === '') {
    complaints.refuse(place, 'This command is empty.', 'Write what you would type.');
    return false;
  }
  if (text.includes('\0')) {
    complaints.refuse(place, 'A command must not hold a NUL character.');
    return false;
  }
  if (text.length > COMMAND_CHARS_MAX) {
    const message = `This command is longer than ${COMMAND_CHARS_MAX} characters.`;
    complaints.refuse(place, message, 'Put it into a script and run that.');
    return false;
  }
  return true;
}
