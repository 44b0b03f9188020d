import { canonicalJson } from '../base/index.ts';
import type { Suite } from '../model/index.ts';
import { foldedPath } from './folded-path.ts';
import { type Glob, matchesAny, parseGlob } from './glob.ts';
import { DIFFERENCES_MAX } from './limits.ts';
import { referencedFiles } from './referenced-files.ts';

/** The file that defines the work; no proposal may touch it. */
export const CONFIG_FILE = 'hone.yaml';

/** Names what is hashed; another way of hashing needs another name. */
const FREEZE_SCHEMA = 'hone.freeze.v1';

/** One file as git has it: the id names the content. */
export interface FrozenFile {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
}

/** What a suite consists of, in a form that JSON carries; written once when a suite is frozen. */
export interface FreezeManifest {
  /** SHA-256 over the text of hone.yaml and the files; equal hashes mean the same suite. */
  readonly hash: string;
  /** SHA-256 of the text of hone.yaml. */
  readonly configHash: string;
  /** Sorted by path. */
  readonly files: readonly FrozenFile[];
  /** `scope.frozen` and the folders that commands name; new files there are refused too. */
  readonly frozenGlobs: readonly string[];
  /** What hone.yaml said, for telling what changed; not hashed, since defaults may change. */
  readonly suite: Suite;
}

/**
 * Everything that decides what is measured: hone.yaml byte for byte, every file that `scope.frozen`
 * matches and every file that a command names.
 *
 * @param input.files - the whole tree
 * @param input.sha256 - of a text, in hex
 */
export function freezeManifest(input: {
  readonly suite: Suite;
  readonly configText: string;
  readonly files: readonly FrozenFile[];
  readonly sha256: (text: string) => string;
}): FreezeManifest {
  const { suite, configText, sha256 } = input;
  const paths = input.files.map(({ path }) => path);
  const referenced = referencedFiles(suite, paths);
  const folders = referenced.filter(({ kind }) => kind === 'folder');
  // Folders go first, so that a pattern with ! can take back a part of one.
  const frozenGlobs = [...folders.map(({ path }) => literalGlob(path)), ...suite.scope.frozen];
  const named = new Set(referenced.map(({ path }) => path)).add(CONFIG_FILE);
  const globs = foldedGlobs(frozenGlobs);
  const files = input.files
    .filter(({ path }) => named.has(path) || matchesAny(globs, foldedPath(path)))
    .map(({ path, mode, oid }) => ({ path, mode, oid }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
  const configHash = sha256(configText);
  const hash = sha256(canonicalJson({ schema: FREEZE_SCHEMA, config: configHash, files }));
  return { hash, configHash, files, frozenGlobs, suite };
}

/** Patterns as they match folded paths: a variant of a frozen name is the same file somewhere. */
export function foldedGlobs(texts: readonly string[]): Glob[] {
  return texts.flatMap((text) => {
    const folded = parseGlob(foldedPath(text));
    const parsed = folded.kind === 'ok' ? folded : parseGlob(text); // folding can empty a segment
    return parsed.kind === 'ok' ? [parsed.glob] : [];
  });
}

/** A pattern for a folder and everything below it, whatever characters its name has. */
function literalGlob(folder: string): string {
  return `${folder.replaceAll(/[\\*?[\]{}!]/g, String.raw`\$&`)}/`;
}

/** What changed between two frozen suites, one sentence each, the settings of hone.yaml first. */
export function manifestDiff(before: FreezeManifest, after: FreezeManifest): string[] {
  const changes = settingChanges(before, after);
  const old = new Map(before.files.map((file) => [file.path, file]));
  const now = new Map(after.files.map((file) => [file.path, file]));
  for (const path of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const change = path === CONFIG_FILE ? null : fileChange(path, old.get(path), now.get(path));
    if (change !== null) {
      changes.push(change);
    }
  }
  const more = changes.length - DIFFERENCES_MAX;
  return more <= 0 ? changes : [...changes.slice(0, DIFFERENCES_MAX), `… and ${more} more`];
}

function fileChange(
  path: string,
  old: FrozenFile | undefined,
  now: FrozenFile | undefined,
): string | null {
  if (old === undefined) {
    return `${path} is frozen now and was not before`;
  }
  if (now === undefined) {
    return `${path} was frozen and is not any more, or is gone`;
  }
  if (old.mode !== now.mode) {
    return `${path} has another mode: ${old.mode} became ${now.mode}`;
  }
  return old.oid === now.oid
    ? null
    : `${path} has other content: ${old.oid.slice(0, 10)} became ${now.oid.slice(0, 10)}`;
}

function settingChanges(before: FreezeManifest, after: FreezeManifest): string[] {
  const old = settingsOf(before.suite);
  const now = settingsOf(after.suite);
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const left = old.get(name);
    const right = now.get(name);
    if (left === right) {
      return [];
    }
    if (left === undefined) {
      return [`${CONFIG_FILE}: ${name} is new: ${right}`];
    }
    return right === undefined
      ? [`${CONFIG_FILE}: ${name} is gone; it was ${left}`]
      : [`${CONFIG_FILE}: ${name} was ${left} and is now ${right}`];
  });
  if (changes.length === 0 && configDiffers(before, after)) {
    return [`${CONFIG_FILE} is written differently (comments or layout), but means the same`];
  }
  return changes;
}

function configDiffers(before: FreezeManifest, after: FreezeManifest): boolean {
  const oid = ({ files }: FreezeManifest): string | undefined =>
    files.find(({ path }) => path === CONFIG_FILE)?.oid;
  return before.configHash !== after.configHash || oid(before) !== oid(after);
}

/** Every setting by a name that a reader recognises; benchmarks by their id, not their position. */
function settingsOf(suite: Suite): Map<string, string> {
  const settings = new Map<string, string>();
  const { benchmarks, holdout, targets, ...rest } = suite;
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isCommand(value)) {
      for (const [key, inner] of Object.entries(value)) {
        add(name === '' ? key : `${name}.${key}`, inner);
      }
    } else {
      settings.set(name, canonicalJson(value ?? null));
    }
  };
  add('', rest);
  for (const { id, ...benchmark } of benchmarks) {
    add(`benchmark ${id}`, benchmark);
  }
  for (const { id, ...benchmark } of holdout) {
    add(`holdout ${id}`, benchmark);
  }
  for (const { benchmark, metric, ...bound } of targets) {
    add(`target ${benchmark} ${metric}`, bound);
  }
  return settings;
}

/** Commands and output rules are shown whole: their parts say nothing alone. */
function isCommand(value: object): boolean {
  return 'kind' in value;
}
