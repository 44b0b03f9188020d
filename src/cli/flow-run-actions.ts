import { assert, HoneError } from '../base/index.ts';
import {
  answerQuestion,
  cancelRun,
  flowRun,
  type FlowControl,
  type FlowRun,
  forkFlow,
  publishTargetFrom,
  resumeFlow,
  rewindRun,
  roleFrom,
  runFlow,
  sandboxWanted,
  type RunFlowOptions,
  understandWords,
  unpublishedGate,
  withStore,
} from '../campaign/index.ts';
import { parseRunId, RUN_EVENT_SCHEMA, type RunEventDocument } from '../model/index.ts';
import { EXIT } from './exit-codes.ts';
import type { FlowRunFlags } from './flow-run-flags.ts';
import { eventLine, outcomeText } from './flow-run-text.ts';
import { pullRequestIn } from './pull-request.ts';
import { searchFrom } from './search-flags.ts';
import type { Session } from './session.ts';
import { showRunning } from './show-running.ts';
import { liveLine, print } from './terminal.ts';

/** Starts a flow and drives it as far as it goes. @returns the exit code */
export async function startFlow(
  flow: string,
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const options = optionsFrom(flow, flags, session);
  return driven(flags, session, (control) => runFlow(options, control));
}

/** Rounds of `hone search` unless it is told. */
const SEARCH_ROUNDS = 5;

/** Starts the search flow. @returns the exit code */
export async function startSearch(
  words: readonly string[],
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const target =
    flags.target ?? (words.length === 0 ? 'the targets of hone.yaml' : words.join(' '));
  return startFlow('search', { rounds: SEARCH_ROUNDS, ...flags, target }, session);
}

/**
 * Shows what a sentence was taken to mean and starts it when a person, or --yes, agrees.
 *
 * @returns the exit code
 */
export async function startFromSentence(
  sentence: string,
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const understood = await understandWords(sentence, flags.cwd, session.signal);
  if (understood === null) {
    throw new HoneError(
      'E_USAGE',
      `"${sentence}" does not ask for anything that hone does. Say what should become faster, ` +
        'such as hone "optimize the dashboard endpoint", or see hone --help.',
    );
  }
  const target = flags.target ?? understood.target;
  const what = understood.isBenchmark ? `the benchmark ${target}` : `"${target}"`;
  const command = `hone run ${understood.flow} --target ${JSON.stringify(target)}`;
  process.stderr.write(`The ${understood.flow} flow on ${what}: ${command}\n`);
  if (flags.yes !== true) {
    const { askForYes } = await import('./ask.ts');
    const without = `There is no terminal to ask on. Pass --yes to start it, or run: ${command}`;
    if (!(await askForYes('Start it? Type yes: ', without, session.signal))) {
      await print('Not started.');
      return EXIT.refused;
    }
  }
  return startFlow(understood.flow, { ...flags, target }, session);
}

/** Goes on with a run. @returns the exit code */
export async function resumeRun(
  wanted: string | null,
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const { run } = await withStore(flags.cwd, session.signal, (store) => flowRun(store, wanted));
  return driven(flags, session, (control) =>
    resumeFlow(flags.cwd, parseRunId(run), { ...control, takeOver: flags.takeOver === true }),
  );
}

/** Begins a new run at a gate of another one. @returns the exit code */
export async function forkRun(
  wanted: string,
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const view = await withStore(flags.cwd, session.signal, (store) => flowRun(store, wanted));
  const asked = flags.at ?? '';
  const passed = view.gates.filter(({ state }) => state === 'passed').map(({ id }) => id);
  const gate = passed.find((id) => id === asked || id === `${asked}/gate`);
  if (gate === undefined) {
    throw new HoneError(
      'E_NOT_FOUND',
      `Run ${view.run} did not pass a gate "${asked}". It passed: ${passed.join(', ') || 'none'}.`,
    );
  }
  const from = { run: parseRunId(view.run), gate };
  return driven(flags, session, (control) => forkFlow(flags.cwd, from, control));
}

/** Sends an answer, and goes on with the run where that was asked for. @returns the exit code */
export async function answer(
  given: { readonly run: string; readonly question: string | null; readonly choice: string },
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const { choice } = given;
  const view = await withStore(flags.cwd, session.signal, (store) => {
    const found = flowRun(store, given.run);
    const answered = { choice, reason: flags.reason ?? '', by: flags.by ?? null };
    const id = answerQuestion(store, found.run, given.question, {
      ...answered,
      data: dataFrom(flags.data),
    });
    return { run: found.run, id, isDriven: found.status === 'running' };
  });
  if (flags.goOn === true) {
    return resumeRun(view.run, flags, session);
  }
  const next = view.isDriven
    ? 'The process that drives the run takes it up.'
    : `Nobody drives the run now. Go on with it: hone run resume ${view.run}`;
  await print(`Answered ${view.id} with ${choice}. ${next}`);
  return EXIT.passed;
}

/** Ends a run for good. */
export async function cancel(wanted: string, flags: FlowRunFlags, session: Session): Promise<void> {
  const run = await withStore(flags.cwd, session.signal, (store) =>
    cancelRun(store, wanted, flags.by ?? null, flags.reason ?? ''),
  );
  await print(`Cancelled ${run}. What it recorded stays: hone run show ${run}`);
}

/** Sends a run back to a gate. */
export async function rewind(wanted: string, flags: FlowRunFlags, session: Session): Promise<void> {
  if ((flags.gate === undefined) === (flags.start !== true)) {
    throw new HoneError('E_USAGE', 'Say where to: --gate GATE, or --start for the beginning.');
  }
  const cause = { by: flags.by ?? null, reason: flags.reason ?? '' };
  const view = await withStore(flags.cwd, session.signal, (store) =>
    rewindRun(store, wanted, flags.gate ?? null, cause),
  );
  const place = flags.gate ?? 'the start';
  await print(`Run ${view.run} is back at ${place}. Go on with it: hone run resume ${view.run}`);
}

/**
 * Drives a flow with its progress on the terminal, or its events as JSON.
 *
 * @returns the exit code
 */
export async function driven(
  flags: FlowRunFlags,
  session: Session,
  go: (control: FlowControl) => Promise<FlowRun>,
): Promise<number> {
  const asJson = flags.json !== undefined;
  const hooks = liveLine(flags.quiet === true || asJson);
  const running = showRunning(hooks);
  let run: string | null = null;
  try {
    const result = await go({
      signal: session.signal,
      hooks: running.hooks,
      onRun: (id) => {
        run = id;
        if (!asJson) {
          hooks.onWarning(`Run ${id}`);
        }
      },
      onEvent: (event) => {
        running.take(event);
        if (asJson) {
          assert(run !== null, 'a run is known before its first event');
          process.stdout.write(`${eventJson({ schema: RUN_EVENT_SCHEMA, run, ...event })}\n`);
          return;
        }
        const line = flags.quiet === true ? null : eventLine(event);
        if (line !== null) {
          hooks.onWarning(line);
        }
      },
    });
    hooks.clear();
    const { outcome, folder, view } = result;
    const last = { schema: RUN_EVENT_SCHEMA, run: result.run, kind: 'outcome' } as const;
    await print(
      asJson
        ? eventJson({ ...last, outcome, folder })
        : outcomeText(result.run, outcome, folder, view),
    );
    return unpublishedGate(view) === null ? exitCodeFor(outcome.kind) : EXIT.refused;
  } finally {
    running.stop();
    hooks.clear();
  }
}

/** What happened, as one line of the document that `--json` writes; held against it in tests. */
function eventJson(event: RunEventDocument): string {
  return JSON.stringify(event);
}

function exitCodeFor(kind: FlowRun['outcome']['kind']): number {
  switch (kind) {
    case 'completed':
      return EXIT.passed;
    case 'failed':
    case 'cancelled':
      return EXIT.refused;
    case 'waiting':
      return EXIT.inconclusive;
    case 'interrupted':
      return EXIT.interrupted;
  }
}

/** What the flags say about a run. */
export function optionsFrom(flow: string, flags: FlowRunFlags, session: Session): RunFlowOptions {
  const [first, ...rest] = session.afterDashes;
  const command =
    first === undefined
      ? []
      : [
          {
            kind: 'command' as const,
            command: { kind: 'words' as const, words: [first, ...rest] },
          },
        ];
  return {
    folder: flags.cwd,
    flow,
    target: flags.target ?? null,
    proposals: [...(flags.proposal ?? []).map(proposalFrom), ...command],
    roles: roleFrom([
      ...(flags.role ?? []),
      ...(flags.agent ?? []).map((agent) => `developer=${agent}`),
    ]),
    search: searchFrom(flags, 1),
    sandbox: flags.sandbox ?? sandboxWanted(),
    judges: [...(flags.judge ?? [])],
    untested: flags.untested ?? null,
    raters: [...(flags.rater ?? [])],
    publish: {
      policy: flags.publishPolicy ?? null,
      targets: (flags.publish ?? []).map(publishTargetFrom),
    },
    values: valuesFrom(flags.input ?? []),
    seed: flags.seed ?? null,
    pairsMax: flags.maxPairs ?? null,
    timeLimitMs: flags.timeLimit ?? null,
  };
}

function proposalFrom(word: string): RunFlowOptions['proposals'][number] {
  const number = pullRequestIn(word);
  if (number !== null) {
    return { kind: 'pull-request', number };
  }
  return /\.(?:patch|diff)$/.test(word)
    ? { kind: 'patch', path: word }
    : { kind: 'revision', revision: word };
}

function valuesFrom(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const end = word.indexOf('=');
      if (end <= 0) {
        throw new HoneError('E_USAGE', `Write --input name=text, not "${word}".`);
      }
      return [word.slice(0, end), word.slice(end + 1)];
    }),
  );
}

function dataFrom(text: string | undefined): Parameters<typeof answerQuestion>[3]['data'] {
  if (text === undefined) {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new HoneError('E_USAGE', `--data has to be JSON, and ${JSON.stringify(text)} is not.`);
  }
}
