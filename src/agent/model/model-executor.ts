import { setTimeout as pause } from 'node:timers/promises';

import {
  assert,
  AssertionError,
  HoneError,
  MS_PER_S,
  TransientError,
  userEnvironment,
} from '../../base/index.ts';
import { type AttemptFolder, attemptFolder } from '../attempt-folder.ts';
import { cappedOutput } from '../capped-output.ts';
import type { Executor, ExecutorControl, QuickLook, RoleOutput, RoleTask } from '../executor.ts';
import { checkArtifactNames } from '../handed-in.ts';
import { TIMEOUT_MS_MAX } from '../limits.ts';
import { checkPrompt } from '../prompt-delivery.ts';
import { roleOutput } from '../role-output.ts';
import { workUntilDone } from './agent-loop.ts';
import type { ModelLine } from './ask-model.ts';
import { boundedTrace } from './bounded-trace.ts';
import { type ConversationLog, openConversationLog } from './conversation-log.ts';
import { conversationOf } from './conversation.ts';
import { type Endpoint, endpointAt } from './endpoint.ts';
import { MODEL_LIMITS, type ModelLimits, NAME_SHOWN_LENGTH_MAX } from './limits.ts';
import { type ModelWork, noProgress } from './model-work.ts';
import { withoutSecret } from './secret.ts';
import { oneLine } from './shown-text.ts';
import { spendingWithin } from './spending.ts';
import { systemPrompt } from './system-prompt.ts';
import { toolSet } from './tool-set.ts';

/** A model behind an OpenAI-compatible server: Ollama, vLLM, llama.cpp, OpenRouter, OpenAI, … */
export interface ModelExecutorOptions {
  /** Its base, such as `http://localhost:11434/v1`; http or https. */
  readonly url: string;
  /** As the server calls it. */
  readonly model: string;
  /** Null where none is needed. It is in no log, error or trace. */
  readonly key: string | null;
  /** Left out: the model has no tool that measures. */
  readonly quickLook?: QuickLook | undefined;
  /** Left out: Node's own. */
  readonly fetch?: typeof fetch;
  /** Waits before a request is sent again; left out: for that time. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** What is left out is as in `MODEL_LIMITS`. */
  readonly limits?: Partial<ModelLimits>;
}

/**
 * An executor that is a small agent: a model that reads, searches and edits the task's folder
 * through tools, runs commands where there is a sandbox for them, and ends when it says so.
 *
 * What it has to hand in it writes into the folder that it knows as HONE_OUTPUT_DIR; when exactly
 * one artifact is expected and that folder stays empty, what it says in the end is the artifact.
 * Each run has its own folder `model-…` in the task's output folder, with `prompt.md`, `log.txt`
 * (the conversation) and `out/`.
 *
 * @throws HoneError E_CONFIG at once for an address, name or key that can't be used
 */
export function modelExecutor(options: ModelExecutorOptions): Executor {
  const endpoint = endpointAt(options.url, options.key);
  const limits = { ...MODEL_LIMITS, ...options.limits };
  const name = oneLine(options.model, NAME_SHOWN_LENGTH_MAX);
  if (name === '') {
    throw new HoneError('E_CONFIG', `Name the model to ask at ${endpoint.name}.`);
  }
  return async (task, control) => {
    assert(control.timeoutMs >= 1 && control.timeoutMs <= TIMEOUT_MS_MAX, 'a timeout of a day');
    checkPrompt(task.prompt, task.role);
    checkArtifactNames(task);
    const what = endpoint.secret.hideIn(`The ${task.role}'s model ${name} at ${endpoint.name}`);
    if (control.signal.aborted) {
      throw interrupted(what, control);
    }
    const place = attemptFolder(task, 'model');
    const log = openConversationLog(place.logPath, limits.logBytesMax, endpoint.secret);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), control.timeoutMs);
    const signal = AbortSignal.any([control.signal, timeout.signal]);
    let ending = 'done';
    try {
      return await work({ options, endpoint, limits, task, control, place, log, what, signal });
    } catch (thrown) {
      const ended = signal.aborted && !(thrown instanceof AssertionError);
      const error = !ended
        ? thrown
        : control.signal.aborted
          ? interrupted(what, control)
          : timedOut(what, control, place);
      ending = error instanceof HoneError ? error.message : String(error);
      throw error;
    } finally {
      clearTimeout(timer);
      log.close(ending);
    }
  };
}

interface Run {
  readonly options: ModelExecutorOptions;
  readonly endpoint: Endpoint;
  readonly limits: ModelLimits;
  readonly task: RoleTask;
  readonly control: ExecutorControl;
  readonly place: AttemptFolder;
  readonly log: ConversationLog;
  readonly what: string;
  readonly signal: AbortSignal;
}

async function work(run: Run): Promise<RoleOutput> {
  const { options, endpoint, limits, task, control, place, log, what, signal } = run;
  const { handInFolder } = place;
  const { secret } = endpoint;
  const environment = {
    ...userEnvironment(process.env),
    ...task.env,
    HONE_ROLE: task.role,
    HONE_PROMPT_FILE: place.promptPath,
    HONE_OUTPUT_DIR: handInFolder,
  };
  const tools = toolSet({
    workspace: {
      folder: task.folder,
      outputFolder: task.outputFolder,
      handInFolder,
      promptPath: place.promptPath,
    },
    env: withoutSecret(environment, secret),
    control,
    quickLook: options.quickLook,
    limits,
    signal,
  });
  const line: ModelLine = {
    endpoint,
    model: options.model,
    what,
    tools: tools.map(({ spec }) => spec),
    fetch: options.fetch ?? fetch,
    wait: options.wait ?? waited,
    limits,
    log,
    spending: spendingWithin(what, control.budget),
    signal,
  };
  const outputs: RoleOutput[] = [];
  const accept = (said: string): HoneError | null => {
    const tried = outputFrom(run, line, secret.hideIn(said));
    if (tried instanceof HoneError) {
      return tried;
    }
    outputs.push(tried);
    return null;
  };
  const system = systemPrompt(task, handInFolder);
  log.add('system', `${what}\n\n${system}`);
  log.add('prompt', task.prompt);
  await workUntilDone({
    line,
    conversation: conversationOf(system, task.prompt),
    tools,
    accept,
    handsIn: task.artifacts.length > 0,
    trace: boundedTrace(control.onTrace, secret.hideIn),
    progress: noProgress(),
  } satisfies ModelWork);
  const [output] = outputs;
  assert(output !== undefined, 'work that is done was accepted');
  return output;
}

/** What it brought, or the error that says what is missing. */
function outputFrom(
  { task, place, what }: Run,
  { spending }: ModelLine,
  said: string,
): RoleOutput | HoneError {
  const text = cappedOutput();
  text.add(Buffer.from(said));
  try {
    const usage = spending.total();
    return roleOutput({ task, place, what, started: '', said: text.text(), usage, exit: null });
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_COMMAND') {
      return thrown;
    }
    throw thrown;
  }
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal });
}

function interrupted(what: string, { signal }: ExecutorControl): HoneError {
  const cause: unknown = signal.reason;
  return new HoneError('E_INTERRUPTED', `${what} was interrupted.`, { cause });
}

function timedOut(what: string, { timeoutMs }: ExecutorControl, place: AttemptFolder): HoneError {
  return new TransientError(
    'E_COMMAND',
    'timeout',
    `${what} was not done within ${timeoutMs / MS_PER_S} s and was ended. Give it less to do or ` +
      `a longer timeout. The conversation is in ${place.logPath}.`,
  );
}
