import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError, messageOf } from '../base/index.ts';
import type { Suite } from '../model/index.ts';
import { type FilesOfCommit, missingFiles, parseConfig, type Problem } from '../suite/index.ts';

/** The file that defines the work, at the root of the subject. */
export const CONFIG_NAME = 'hone.yaml';

/** A parsed hone.yaml with the text that it was parsed from. */
export interface ReadSuite {
  readonly suite: Suite;
  readonly text: string;
  readonly warnings: readonly Problem[];
}

/**
 * Reads hone.yaml from the root of a working tree.
 *
 * @throws HoneError E_NOT_FOUND when there is none, E_CONFIG with every problem and its place
 */
export function readSuite(root: string): ReadSuite {
  const path = join(root, CONFIG_NAME);
  if (!existsSync(path)) {
    throw new HoneError(
      'E_NOT_FOUND',
      `There is no ${CONFIG_NAME} in ${root}, so hone does not know what to measure. ` +
        `Run "hone init" there: it looks at the repository and proposes one.`,
    );
  }
  return suiteFrom(readText(path), path);
}

/**
 * Parses the text of a hone.yaml.
 *
 * @throws HoneError E_CONFIG with every problem and its place
 */
export function suiteFrom(text: string, path: string): ReadSuite {
  const parsed = parseConfig(text, path);
  if (parsed.kind === 'invalid') {
    const shown = parsed.problems.map((problem) => problemText(problem, path));
    throw new HoneError('E_CONFIG', `${path} is not understood:\n${shown.join('\n')}`);
  }
  return { suite: parsed.suite, text, warnings: parsed.warnings };
}

/**
 * Refuses a hone.yaml that starts what the commit does not have, before minutes are spent on it.
 *
 * @param root - of the working tree that the text is from
 * @param only - benchmarks that will run, without tests and holdouts; none for everything
 * @throws HoneError E_CONFIG with every missing file and the place that names it
 */
export function refuseMissingFiles(
  text: string,
  root: string,
  files: FilesOfCommit,
  only: readonly string[] = [],
): void {
  const path = join(root, CONFIG_NAME);
  const problems = missingFiles(text, path, files, only);
  const missing = problems.map((problem) => problemText(problem, path));
  if (missing.length > 0) {
    throw new HoneError('E_CONFIG', `${path} names what is not there:\n${missing.join('\n')}`);
  }
}

/** `artifact_root` of a working tree's hone.yaml; null without one or when it is not understood. */
export function artifactRootOf(root: string): string | null {
  const path = join(root, CONFIG_NAME);
  const parsed = existsSync(path) ? parseConfig(readText(path), path) : null;
  return parsed?.kind === 'ok' ? parsed.suite.artifactRoot : null;
}

/** One problem as `file:line:column: message`. */
export function problemText(problem: Problem, path: string): string {
  const hint = problem.hint === null ? '' : ` ${problem.hint}`;
  return `  ${path}:${problem.line}:${problem.column}: ${problem.message}${hint}`;
}

/** SHA-256 in hex, for the modules that only compute. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new HoneError('E_CONFIG', `Could not read ${path}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
