import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ownField, writeFileAtomic } from '../../base/index.ts';
import {
  artifactsText,
  type ExecutorControl,
  type ExpectedArtifact,
  filledPrompt,
  personOutcome,
  type PersonOutcome,
  personQuestion,
  type QuickLook,
  rolePrompt,
  type RoleOutput,
  type RoleTask,
} from '../../agent/index.ts';
import { RUN_FILES } from '../../flow/index.ts';
import type { Answer, Question, StepAttempt } from '../../port/index.ts';
import { programLimits } from '../program-limits.ts';
import { agentExecutor } from '../proposing/agent-executor.ts';
import { withWorkNoted } from '../proposing/agent-work.ts';
import { artifactShape } from './artifact-shape.ts';
import type { ArtifactRecord } from './board.ts';
import { expectedFiles } from './expected-files.ts';
import { fileSegment } from './file-segment.ts';
import type { StepWork } from './flow-context.ts';
import { presentRoleFolders } from './role-folders.ts';
import { readSkill } from './skills.ts';
import { workFolder } from './work-folder.ts';

/** What a role is asked for in one step. */
export interface RoleRequest {
  readonly role: string;
  /** Where the work is done; null for a role that changes no files. */
  readonly folder: string | null;
  /** Names of what has to be handed in. */
  readonly artifacts: readonly string[];
  /** Names of what may be handed in besides; left out: nothing. */
  readonly optional?: readonly string[];
  /** Why an attempt before this one was not accepted; null when there is nothing to say. */
  readonly problem: string | null;
  /** What it should know besides the files of the step, in Markdown. */
  readonly brief?: string;
  /** Files that it should read besides those of the step. */
  readonly given?: readonly ArtifactRecord[];
  /** What it may have measured while it works; left out: nothing. */
  readonly quickLook?: QuickLook;
}

/** What an agent's work is bounded by, and who watches it. */
export type AgentControl = Pick<ExecutorControl, 'timeoutMs' | 'budget' | 'onTrace'> & {
  readonly attempt: StepAttempt;
};

/**
 * Has an agent fill a role: `claude`, `acp:…`, `model:…`, any command line.
 *
 * @throws HoneError E_COMMAND with what to do; a TransientError is worth another attempt
 */
export async function askAgent(
  work: StepWork,
  request: RoleRequest & { readonly agent: string },
  control: AgentControl,
): Promise<RoleOutput> {
  const { attempt, onTrace: watch, ...bounds } = control;
  const { signal, owns } = attempt;
  const { quickLook, folder, role, agent } = request;
  const executor = agentExecutor(agent, {
    quickLook,
    changes: folder !== null,
    limits: programLimits(work.context.suite?.budgets ?? {}),
  });
  const task = await roleTask(work, request);
  const sandbox = await work.context.sandbox(signal);
  const contain = sandbox.containFor(request.folder, inputsFolder(task.outputFolder));
  const given = { signal, owns, ...bounds, ...(contain === undefined ? {} : { contain }) };
  return withWorkNoted(attempt, { role, agent }, watch, (onTrace) =>
    executor(task, { ...given, onTrace }),
  );
}

/** What a person who fills the role is asked. */
export async function questionFor(
  work: StepWork,
  request: RoleRequest,
  question: string,
): Promise<Question> {
  const answerWith = `hone run answer ${work.context.run} ${question}`;
  const problems = request.problem === null ? [] : [request.problem];
  return personQuestion(await roleTask(work, request), answerWith, problems);
}

/** What a person handed in. */
export async function handedInBy(
  work: StepWork,
  request: RoleRequest,
  answer: Answer,
): Promise<PersonOutcome> {
  return personOutcome(await roleTask(work, request), answer);
}

async function roleTask(work: StepWork, request: RoleRequest): Promise<RoleTask> {
  const { context, step } = work;
  const expected = request.artifacts.map(expectedOf);
  const optional = (request.optional ?? []).map(expectedOf);
  const folders = presentRoleFolders(context.repository.root);
  const prompt = await rolePrompt(request.role, { folders });
  const outputFolder = join(workFolder(work), request.role);
  return {
    role: request.role,
    folder: request.folder ?? context.repository.root,
    outputFolder,
    artifacts: expected,
    optional,
    env: {
      HONE_RUN: context.run,
      HONE_STEP: step.id,
      ...(context.started.task === undefined ? {} : { HONE_TASK: context.started.task.id }),
    },
    prompt: filledPrompt(prompt, {
      target: context.started.target ?? 'The targets of hone.yaml.',
      run_id: context.run,
      step: `${step.id} (${step.name})`,
      task: step.description === '' ? step.name : step.description,
      inputs: [
        inputsText(work, inputsFolder(outputFolder), request.given ?? []),
        skillText(work),
        request.brief ?? '',
      ]
        .filter((text) => text !== '')
        .join('\n\n'),
      scope: scopeText(work),
      artifacts: artifactsText(expected, optional),
      feedback: feedbackText(work, request.problem),
    }),
  };
}

function expectedOf(name: string): ExpectedArtifact {
  return { name, schema: artifactShape(name)?.schema ?? null };
}

/** The project's own words on how the step is done, whole: an agent need not look for them. */
function skillText({ context, step }: StepWork): string {
  if (step.skill === null) {
    return '';
  }
  const { path, text } = readSkill(context.repository.root, step.skill, step.id);
  return `Do it by the skill ${step.skill} (${path}):\n\n${text}`;
}

/**
 * What to read: values that the run was started with, and files as they were recorded. They are
 * laid out anew, because the ones in the run's folder may have been edited since.
 */
function inputsText(work: StepWork, folder: string, given: readonly ArtifactRecord[]): string {
  const { context, step } = work;
  const inputs = expectedFiles(context, step.inputs);
  const lines = inputs.flatMap(({ name, from }) => {
    const value = ownField(context.started.values, name);
    if (value !== undefined) {
      return [`- ${name}: ${value}`];
    }
    if (RUN_FILES.includes(name)) {
      const path = runFileLaidOut(context, name, folder);
      return path === null ? [] : [`- ${path} (written by hone)`];
    }
    const found = inputNamed(work, name, from);
    // The same file of two steps would be one path.
    const isTwice = inputs.filter((other) => other.name === name).length > 1;
    const place = isTwice && from !== null ? join(folder, `from-${fileSegment(from)}`) : folder;
    return found === null ? [] : [`- ${laidOut(work, found, place)} (step ${found.from})`];
  });
  const more = given.map((file) => `- ${laidOut(work, { ...file, from: file.step }, folder)}`);
  const { task } = context.started;
  const asked = task === undefined ? [] : [`- tasks/${task.id}/task.md: what the task asks for`];
  const all = [...asked, ...lines, ...more];
  return all.length === 0 ? 'Nothing but the repository.' : all.join('\n');
}

/** The one folder of a task that its agent can read although all around it is hidden from it. */
function inputsFolder(outputFolder: string): string {
  return join(outputFolder, 'inputs');
}

interface InputFile {
  readonly name: string;
  readonly sha256: string;
  readonly from: string;
}

/** A file that an earlier step brought, or that came back with the work. */
function inputNamed(
  { board, returned }: StepWork,
  name: string,
  step: string | null,
): InputFile | null {
  const made = board.artifact(name, step);
  if (made !== null) {
    return { name, sha256: made.sha256, from: made.step };
  }
  const back = returned?.files.find((file) => file.name === name);
  return back === undefined || returned === null ? null : { ...back, from: returned.from };
}

function laidOut({ context }: StepWork, { name, sha256 }: InputFile, folder: string): string {
  const path = join(folder, name);
  writeFileAtomic(path, context.store.getBlob(sha256));
  return path;
}

/** A view of the run as it stands now: written at every event, and read by nobody but agents. */
function runFileLaidOut(
  { store, run }: StepWork['context'],
  name: string,
  folder: string,
): string | null {
  const source = join(store.runFolder(run), name);
  if (!existsSync(source)) {
    return null;
  }
  const path = join(folder, name);
  writeFileAtomic(path, readFileSync(source));
  return path;
}

function scopeText({ context }: StepWork): string {
  const scope = context.suite?.scope;
  if (scope === undefined) {
    return 'The whole repository.';
  }
  const dependencies = scope.dependencies ? 'may change' : 'must stay as they are';
  return (
    `Files that may be changed: ${scope.write.join(', ')}. ` +
    `Files that must stay as they are: ${scope.frozen.join(', ') || 'none besides the suite'}. ` +
    `Dependencies ${dependencies}.`
  );
}

function feedbackText(work: StepWork, problem: string | null): string {
  const parts = [work.returned?.feedback ?? null, problem].filter(
    (part) => part !== null && part !== '',
  );
  return parts.length === 0 ? 'This is the first attempt.' : parts.join('\n');
}
