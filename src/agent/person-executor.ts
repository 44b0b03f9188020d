import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { diskErrorFrom, type Json, writeFileAtomic } from '../base/index.ts';
import type { HandedInArtifact, RoleOutput, RoleTask } from './executor.ts';
import { checkArtifactNames, handedInFiles, readHandedIn, someOf } from './handed-in.ts';
import { checkPrompt } from './prompt-delivery.ts';

/** What is asked of a person; the engine's `Question` has this shape. */
export interface PersonQuestion {
  readonly text: string;
  readonly of: string;
  readonly evidence: Json;
  readonly choices: readonly string[];
}

/** What of an engine's `Answer` counts here. */
export interface PersonAnswer {
  readonly choice: string;
  readonly by: string;
  readonly reason: string;
  readonly data: Json;
}

/** What a person's answer came to. */
export type PersonOutcome =
  | { readonly kind: 'handed-in'; readonly output: RoleOutput }
  /** Nothing is lost: ask again with these sentences as the feedback. */
  | { readonly kind: 'incomplete'; readonly problems: readonly string[] }
  | { readonly kind: 'declined'; readonly by: string; readonly reason: string };

/** The answer of a person whose work lies in the folder. */
export const PERSON_DONE = 'done';

/** The answer of a person who can't or won't. */
export const PERSON_DECLINES = 'decline';

/**
 * Lays out a task for a person: writes the prompt, makes the folder for what is handed in, and puts
 * into words what to do. The waiting is the engine's. Repeating it changes nothing but the prompt.
 *
 * @param answerWith - the command line that sends an answer, without the choice, such as
 *   `hone run approve 20250131-142501-k7xw plan`; a choice and `--reason` are added in the text
 * @param problems - of `incomplete`, when it is asked again
 * @throws HoneError E_CONFIG for a prompt or a name that can't be used, E_DISK
 */
export function personQuestion(
  task: RoleTask,
  answerWith: string,
  problems: readonly string[] = [],
): PersonQuestion {
  const { promptPath, handInFolder } = layOut(task);
  const names = task.artifacts.map(({ name }) => name);
  const [only] = names;
  const steps = [
    `Read ${promptPath}.`,
    `Work in ${task.folder}.`,
    ...(names.length === 0 ? [] : [`Put ${names.join(', ')} into ${handInFolder}.`]),
    `Then: ${answerWith} ${PERSON_DONE}` +
      (names.length === 1 && only !== undefined && !isJson(only)
        ? ` (or with --reason "…", which then is ${only})`
        : ''),
    `If you can't do it: ${answerWith} ${PERSON_DECLINES} --reason "why"`,
  ];
  const again =
    problems.length === 0
      ? ''
      : `What was handed in is not complete: ${problems.join(' ')} The rest is kept.\n`;
  return {
    text: `${again}You are asked to be the ${task.role}.\n${numbered(steps)}`,
    of: task.role,
    evidence: { prompt: promptPath, folder: task.folder, handIn: handInFolder, artifacts: names },
    choices: [PERSON_DONE, PERSON_DECLINES],
  };
}

/** Where a person finds the prompt, and puts what is asked for; both absolute. */
export interface PersonPlace {
  readonly promptPath: string;
  readonly handInFolder: string;
}

/**
 * Writes the prompt and makes the folder for what is handed in. Repeating it keeps what is there.
 *
 * @throws HoneError E_CONFIG for a prompt or a name that can't be used, E_DISK
 */
export function layOut(task: RoleTask): PersonPlace {
  checkPrompt(task.prompt, task.role);
  checkArtifactNames(task);
  const place = placeOf(task);
  try {
    mkdirSync(place.handInFolder, { recursive: true });
    writeFileAtomic(place.promptPath, task.prompt);
  } catch (thrown) {
    throw diskErrorFrom(thrown, task.outputFolder);
  }
  return place;
}

/**
 * Reads what a person handed in. A single expected artifact may come in the answer itself: as its
 * data (`.json`) or its reason (any other), when the folder holds no file.
 *
 * @throws HoneError E_DISK when the folder can't be read, E_COMMAND for a flood of files
 */
export function personOutcome(task: RoleTask, answer: PersonAnswer): PersonOutcome {
  if (answer.choice !== PERSON_DONE) {
    return { kind: 'declined', by: answer.by, reason: answer.reason };
  }
  const { handInFolder } = placeOf(task);
  const files = readHandedIn(handInFolder, task.artifacts, task.optional);
  const isEmpty = files.texts.size + files.refused.length + files.unexpected.length === 0;
  const inAnswer = isEmpty ? artifactInAnswer(task, answer) : null;
  const { artifacts, problems } =
    inAnswer === null
      ? handedInFiles([...task.artifacts, ...(task.optional ?? [])], files)
      : { artifacts: [inAnswer], problems: [] };
  if (problems.length > 0) {
    const there = someOf(files.unexpected);
    const instead = there === '' ? [] : [`There is: ${there}.`];
    return { kind: 'incomplete', problems: [...problems, ...instead] };
  }
  const { unexpected } = files;
  return {
    kind: 'handed-in',
    output: { artifacts, unexpected, text: answer.reason, usage: null, exit: null },
  };
}

function artifactInAnswer(task: RoleTask, answer: PersonAnswer): HandedInArtifact | null {
  const [only] = task.artifacts;
  if (only === undefined || task.artifacts.length > 1) {
    return null;
  }
  const data = answer.data === null ? '' : JSON.stringify(answer.data, null, 2);
  const text = isJson(only.name) ? data : answer.reason;
  return text.trim() === '' ? null : { name: only.name, text, from: 'answer' };
}

function isJson(name: string): boolean {
  return name.toLowerCase().endsWith('.json');
}

/** The same on each call, because days and restarts lie between the question and the answer. */
function placeOf(task: RoleTask): PersonPlace {
  const folder = join(task.outputFolder, 'person');
  return { promptPath: join(folder, 'prompt.md'), handInFolder: join(folder, 'out') };
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}
