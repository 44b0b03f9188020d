import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  checkFlow,
  type FlowFile,
  parseFlowFile,
  type Place,
  type Problem,
} from '../../flow/index.ts';
import { ROLES } from '../../model/index.ts';
import { SHAPE_NAMES } from './artifact-shape.ts';
import { type FlowSource, isFile, projectRoot } from './flow-source.ts';
import { isDoneByHone } from './producers.ts';
import { projectRoleFolders } from './role-folders.ts';
import { hasSkill } from './skills.ts';

/** A flow with everything that is wrong with it. */
export interface ExaminedFlow {
  /** Null when the text is not understood; a flow that has errors can be looked at, but not run. */
  readonly flow: FlowFile | null;
  /** Errors and warnings in the order of the text. */
  readonly problems: readonly Problem[];
}

/**
 * Parses a flow and holds it against what is around it: the roles that can be filled, hone's own
 * schemas, and the files of the project that it names.
 *
 * @param folder - any folder of the project
 */
export function examineFlow(source: FlowSource, folder: string): ExaminedFlow {
  const parsed = parseFlowFile(source.text, { path: source.shown });
  if (parsed.kind === 'invalid') {
    return { flow: null, problems: inOrder([...parsed.problems, ...parsed.warnings]) };
  }
  const { flow } = parsed;
  const root = projectRoot(folder);
  const validations = flow.steps.flatMap(({ validation }) => validation ?? []);
  const found = checkFlow(flow, {
    agents: [...new Set([...ROLES, ...rolesOf(root)])],
    schemas: [...SHAPE_NAMES, ...thoseInProject(root, validations, 'schema')],
    rubrics: thoseInProject(root, validations, 'rubricFile'),
    skills: flow.steps.flatMap(({ skill }) => skill ?? []).filter((name) => hasSkill(root, name)),
  });
  return {
    flow,
    problems: inOrder([
      ...parsed.warnings,
      ...found,
      ...unrated(flow),
      ...unwritable(flow),
      ...unasked(flow),
    ]),
  };
}

/** The only file that hone lets be rated; a score of another one would be somebody's claim. */
const RATING = /^plans\/[^/]+-rating\.json$/;

/** Steps that ask for a score and bring none, which must not pass for having been asked. */
function unrated({ steps }: FlowFile): Problem[] {
  return steps
    .filter(({ validation }) => validation !== null && validation.scoreMin !== null)
    .filter(({ outputs }) => !outputs.some(({ name }) => RATING.test(name)))
    .map(({ id, place }) => ({
      ...place,
      severity: 'error',
      message: `Step ${id} asks for a minimum_score, and rates nothing.`,
      hint: 'Let it write plans/{{plan_id}}-rating.json, or ask a person with gate: person.',
    }));
}

/** What only somebody who is asked could bring or use, in steps that hone does itself. */
function unasked({ steps }: FlowFile): Problem[] {
  return steps
    .filter(isDoneByHone)
    .flatMap(({ id, skill, skillPlace, outputs }) => [
      ...outputs
        .filter(({ kind, required }) => kind === 'reasoning' || !required)
        .map(({ name, place }) => warning(place, `Nobody writes "${name}".`, id)),
      ...(skill === null ? [] : [warning(skillPlace, `Nobody reads the skill "${skill}".`, id)]),
    ]);
}

function warning(place: Place, message: string, step: string): Problem {
  return { ...place, severity: 'warning', message, hint: `hone does step ${step} itself.` };
}

/** Names that mean the same on every system: no dot first, no other signs, three folders. */
const WRITABLE = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}$/;

/** As long as what stands for a placeholder: the id of a run. */
const FOR_PLACEHOLDER = 'r'.repeat(20);
const NAME_CHARS_MAX = 200;

/** Outputs that no run could store. */
function unwritable({ steps }: FlowFile): Problem[] {
  return steps
    .flatMap(({ outputs }) => outputs.filter(({ kind }) => kind === 'artifact'))
    .filter(({ name }) => {
      const written = name.replaceAll(/\{\{[^}]*\}\}/g, FOR_PLACEHOLDER);
      return !WRITABLE.test(written) || written.length > NAME_CHARS_MAX;
    })
    .map(({ name, place }) => ({
      ...place,
      severity: 'error',
      message: `"${name}" can't be the name of a file on every system.`,
      hint:
        'Use letters from a to z, digits, dots, dashes and underscores, at most three folders ' +
        `and ${NAME_CHARS_MAX} characters.`,
    }));
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
}

/** Files of the project that a flow names and that exist; a folder is no schema. */
function thoseInProject<Key extends 'schema' | 'rubricFile'>(
  root: string,
  validations: readonly Readonly<Record<Key, string | null>>[],
  key: Key,
): string[] {
  return validations
    .map((validation) => validation[key])
    .filter((path) => path !== null)
    .filter((path) => isFile(resolve(root, path)));
}

function rolesOf(root: string): string[] {
  return projectRoleFolders(root)
    .flatMap(namesIn)
    .map((name) => /^([a-z][a-z0-9_-]{0,63})\.md$/.exec(name)?.[1])
    .filter((role) => role !== undefined);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // most projects have none, and a role that is then missing is told as such
  }
}
