import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { BYTES_PER_KIB, HoneError } from '../../base/index.ts';

/** A file that describes a skill. */
const SKILL_BYTES_MAX = 256 * BYTES_PER_KIB;

/** Of a skill; anything else could name a file somewhere else. */
const SKILL_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/** How something is done, in the words of the project. */
export interface Skill {
  /** Relative to the root of the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Where a skill is looked for, from the root of the project; the first that is there wins. */
export function skillPaths(name: string): readonly string[] {
  return SKILL_NAME.test(name) ? [`.claude/skills/${name}/SKILL.md`, `skills/${name}.md`] : [];
}

/** Whether a skill's file is there; whether it can be used is told when it is read. */
export function hasSkill(root: string, name: string): boolean {
  return skillPaths(name).some((path) => isThere(join(root, path)));
}

/**
 * The skill that a step names. Links are followed within the project only: a repository must not
 * have hone read to an agent what the agent itself could not read.
 *
 * @throws HoneError E_NOT_FOUND when it is nowhere, E_CONFIG when its file can't be used
 */
export function readSkill(root: string, name: string, step: string): Skill {
  const path = skillPaths(name).find((one) => isThere(join(root, one)));
  if (path === undefined) {
    throw noSuchSkill(name, step);
  }
  const real = realpathSync(join(root, path));
  const inside = relative(realpathSync(root), real);
  const problem =
    inside === '..' || inside.startsWith(`..${sep}`)
      ? 'it is a link to a place outside of the repository'
      : whatIsWrong(real);
  if (problem !== null) {
    throw new HoneError(
      'E_CONFIG',
      `The skill ${path} of step ${step} can't be used: ${problem}. Correct it, or take "skill" ` +
        'out of the step.',
    );
  }
  return { path, text: withoutFrontMatter(readFileSync(real, 'utf8')).trim() };
}

/** The error for a skill that is not there. */
function noSuchSkill(name: string, step: string): HoneError {
  const places = skillPaths(name).join(' or ');
  return new HoneError(
    'E_NOT_FOUND',
    `Step ${step} is to be done by the skill "${name}", and ` +
      (places === ''
        ? "that can't be the name of a skill. Use letters, digits, dots and dashes."
        : `there is no ${places}. Write it, or take "skill" out of the step.`),
  );
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function whatIsWrong(path: string): string | null {
  const status = statSync(path);
  if (!status.isFile()) {
    return 'it is no file';
  }
  if (status.size > SKILL_BYTES_MAX) {
    return `it has ${status.size} bytes, at most ${SKILL_BYTES_MAX} are read`;
  }
  return withoutFrontMatter(readFileSync(path, 'utf8')).trim() === '' ? 'it is empty' : null;
}

/** Name and description between two lines of dashes are for whoever looks for a skill. */
function withoutFrontMatter(text: string): string {
  return text.replace(/^\uFEFF?---\r?\n[^]*?\r?\n---(?:\r?\n|$)/, '');
}
