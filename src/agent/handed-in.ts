import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';

import { BYTES_PER_MIB, HoneError, messageOf, systemCodeOf } from '../base/index.ts';
import type { ExpectedArtifact, HandedInArtifact, RoleTask } from './executor.ts';
import {
  ARTIFACT_BYTES_MAX,
  ARTIFACT_NAME_LENGTH_MAX,
  HANDED_IN_DEPTH_MAX,
  HANDED_IN_FILES_MAX,
  NAMES_SHOWN_MAX,
} from './limits.ts';

/** What lies in the folder of what is handed in. */
export interface HandedIn {
  /** By name, for the expected ones that are usable. */
  readonly texts: ReadonlyMap<string, string>;
  /** What is wrong with expected ones that are there, a sentence each. */
  readonly refused: readonly string[];
  /** Expected ones that are not there. */
  readonly missing: readonly string[];
  /** Everything else that is there, folders left out. */
  readonly unexpected: readonly string[];
}

/**
 * Reads the expected files of a folder and nothing outside it: no link is followed, and only plain
 * files of bounded size with UTF-8 text count. Call it when nobody writes there any more.
 *
 * @param optional - files that may be there or not; those that are have to be usable
 * @throws HoneError E_COMMAND when there are too many files to look at; E_DISK when the folder is
 *   gone or not readable
 */
export function readHandedIn(
  folder: string,
  expected: readonly ExpectedArtifact[],
  optional: readonly ExpectedArtifact[] = [],
): HandedIn {
  const present = namesIn(folder);
  const texts = new Map<string, string>();
  const refused: string[] = [];
  const known = [...expected, ...optional].map(({ name }) => name);
  for (const name of known.filter((one) => present.includes(one))) {
    const read = readText(folder, name);
    if (read.kind === 'text') {
      texts.set(name, read.text);
    } else {
      refused.push(`${name} ${read.reason}.`);
    }
  }
  const names = expected.map(({ name }) => name);
  return {
    texts,
    refused,
    missing: names.filter((name) => !present.includes(name)),
    unexpected: present.filter((name) => !known.includes(name)),
  };
}

/** The usable files in the order in which they are expected, and what is wrong with the rest. */
export function handedInFiles(
  expected: readonly ExpectedArtifact[],
  { texts, refused, missing }: HandedIn,
): { readonly artifacts: HandedInArtifact[]; readonly problems: string[] } {
  const artifacts = expected.flatMap(({ name }): HandedInArtifact[] => {
    const text = texts.get(name);
    return text === undefined ? [] : [{ name, text, from: 'file' }];
  });
  return { artifacts, problems: [...refused, ...missing.map((name) => `${name} is missing.`)] };
}

/**
 * Checks the names of what has to and what may be handed in, before any work is done for them.
 *
 * @throws HoneError E_CONFIG for a name that is no plain relative path, or that is there twice
 */
export function checkArtifactNames({
  artifacts,
  optional = [],
}: Pick<RoleTask, 'artifacts' | 'optional'>): void {
  const seen = new Set<string>();
  for (const { name } of [...artifacts, ...optional]) {
    const segments = name.split('/');
    const isPlain =
      name.length <= ARTIFACT_NAME_LENGTH_MAX &&
      segments.length <= HANDED_IN_DEPTH_MAX &&
      segments.every((segment) => /^[^\p{Cc}\\/:]+$/u.test(segment) && !/^\.{1,2}$/.test(segment));
    if (!isPlain) {
      throw new HoneError(
        'E_CONFIG',
        `${JSON.stringify(name.slice(0, ARTIFACT_NAME_LENGTH_MAX))} can't be the name of an ` +
          `artifact. Use a relative path such as plan.json or plans/first.json.`,
      );
    }
    if (seen.has(name)) {
      throw new HoneError('E_CONFIG', `The artifact ${name} is asked for twice. Name it once.`);
    }
    seen.add(name);
  }
}

/** A list of names for a message. */
export function someOf(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN_MAX;
  const shown = names.slice(0, NAMES_SHOWN_MAX).map((name) => JSON.stringify(name).slice(1, -1));
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** Relative paths of all that is no folder, sorted. */
function namesIn(root: string): string[] {
  const found: string[] = [];
  const folders = [''];
  for (let index = 0; index < folders.length; index++) {
    const folder = folders[index] ?? '';
    for (const entry of entriesOf(join(root, folder))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (isFolder && name.split('/').length < HANDED_IN_DEPTH_MAX) {
        folders.push(name);
      } else {
        found.push(name); // a folder that is too deep counts as one thing nobody asked for
      }
      if (found.length + folders.length > HANDED_IN_FILES_MAX) {
        throw new HoneError(
          'E_COMMAND',
          `There are more than ${HANDED_IN_FILES_MAX} files in ${root}, where only the asked-for ` +
            `artifacts belong. Have the agent put its other files elsewhere.`,
        );
      }
    }
  }
  return found.sort();
}

function entriesOf(folder: string): Dirent[] {
  try {
    // An agent may have put a link in the place of the whole folder.
    if (!lstatSync(folder).isDirectory()) {
      return [];
    }
    return readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    throw new HoneError(
      'E_DISK',
      `Could not read ${folder}, where artifacts are handed in: ${messageOf(thrown)}. Make it ` +
        `readable, then run the same command again.`,
      { cause: thrown },
    );
  }
}

type ReadText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

function readText(folder: string, name: string): ReadText {
  const path = join(folder, name);
  // `namesIn` entered real folders only, so the last part is all that could be a link. Opening a
  // pipe or a device could block or do something, so it is looked at first.
  if (!lstatSync(path).isFile()) {
    return { kind: 'refused', reason: 'is no plain file; links and pipes are not followed' };
  }
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    return { kind: 'refused', reason: `can't be read (${systemCodeOf(thrown) ?? 'no reason'})` };
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.size > ARTIFACT_BYTES_MAX) {
      const most = `${ARTIFACT_BYTES_MAX / BYTES_PER_MIB} MiB`;
      return { kind: 'refused', reason: `has ${status.size} bytes; ${most} are allowed` };
    }
    return textOf(wholeFile(descriptor, status.size));
  } finally {
    closeSync(descriptor);
  }
}

function wholeFile(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  for (let read = -1; filled < size && read !== 0; filled += read) {
    read = readSync(descriptor, bytes, filled, size - filled, null);
  }
  return bytes.subarray(0, filled);
}

function textOf(bytes: Buffer): ReadText {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { kind: 'refused', reason: 'is not UTF-8 text' };
  }
  return text.trim() === '' ? { kind: 'refused', reason: 'is empty' } : { kind: 'text', text };
}
