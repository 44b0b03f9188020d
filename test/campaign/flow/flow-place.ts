import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Value } from 'typebox/value';

import { roleFrom } from '../../../src/campaign/flow/start-words.ts';
import {
  type FlowControl,
  type FlowRun,
  forkFlow,
  resumeFlow,
  runFlow,
  type RunFlowOptions,
} from '../../../src/campaign/flow/run-flow.ts';
import { answerQuestion, type GivenAnswer, rewindRun } from '../../../src/campaign/flow/steer.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import type { RunEvent, RunView } from '../../../src/port/index.ts';
import { ErrorLogLine, GateResult, parseRunId, RecoveryState } from '../../../src/model/index.ts';
import { inPlace, type Place, repository } from '../../cli/spawn-hone.ts';

/** Flows run inside of this process, with the place's temporary folder and cache. */
export function inFlowPlace(work: (place: Place) => Promise<void>): () => Promise<void> {
  return inPlace(async (place) => {
    const names = ['TMPDIR', 'XDG_CACHE_HOME', 'HONE_SANDBOX', 'HONE_LOCK_FOLDER'];
    const before = names.map((name) => [name, process.env[name]] as const);
    try {
      for (const name of names) {
        process.env[name] = place.env[name];
      }
      await work(place);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) {
          // oxlint-disable-next-line typescript/no-dynamic-delete -- the names stand above
          delete process.env[name];
        } else {
          process.env[name] = value;
        }
      }
    }
  });
}

/** A repository with a flow file and nothing to measure. */
export function flowRepository(
  place: Place,
  flow: string,
  files: Readonly<Record<string, string>> = {},
): string {
  return repository(place, { 'flow.yaml': flow, 'README.md': 'x\n', ...files });
}

/** The command of a role: a script of /bin/sh, which reads its prompt first. */
export function script(place: Place, name: string, lines: string): string {
  const path = join(place.root, 'scripts', `${name}.sh`);
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(join(place.root, 'prompts'), { recursive: true });
  writeFileSync(
    path,
    [
      `log='${place.root}/prompts/${name}'`,
      'n=1; while [ -e "$log-$n" ]; do n=$((n + 1)); done',
      'cat > "$log-$n"',
      lines,
      '',
    ].join('\n'),
  );
  return `sh ${path}`;
}

/** The prompts that a script was given, oldest first. */
export function prompts(place: Place, name: string): string[] {
  const found: string[] = [];
  for (let n = 1; existsSync(join(place.root, 'prompts', `${name}-${n}`)); n++) {
    found.push(readFileSync(join(place.root, 'prompts', `${name}-${n}`), 'utf8'));
  }
  return found;
}

/** What of a start a test cares about. */
export type Given = Partial<Omit<RunFlowOptions, 'roles'>> & { readonly roles?: readonly string[] };

const NOBODY: Omit<RunFlowOptions, 'folder' | 'flow'> = {
  target: null,
  roles: {},
  raters: [],
  proposals: [],
  publish: { policy: null, targets: [] },
  search: {
    roundsMax: 1,
    barrenRoundsMax: 2,
    elapsedMsMax: null,
    attemptsMax: null,
    costMax: null,
  },
  judges: [],
  untested: 'a test',
  sandbox: 'none', // scripts of tests write down what they were asked
  pairsMax: 10,
  timeLimitMs: null,
  values: {},
  seed: 7,
};

/** Starts a flow; roles as on the command line. */
export function runIn(root: string, given: Given = {}, seen: RunEvent[] = []): Promise<FlowRun> {
  const { roles = [], ...rest } = given;
  const flow = given.flow ?? join(root, 'flow.yaml');
  const options = { ...NOBODY, ...rest, folder: root, flow, roles: roleFrom(roles) };
  return runFlow(options, control(seen));
}

/** Goes on with a run. */
export function resumeIn(root: string, run: string, seen: RunEvent[] = []): Promise<FlowRun> {
  return resumeFlow(root, parseRunId(run), control(seen));
}

/** A new run from a gate of another one. */
export function forkIn(root: string, run: string, gate: string): Promise<FlowRun> {
  return forkFlow(root, { run: parseRunId(run), gate }, control([]));
}

/** Stops a flow as Ctrl-C does when something is recorded. */
export function control(seen: RunEvent[], stopAt?: (event: RunEvent) => boolean): FlowControl {
  const abort = new AbortController();
  return {
    signal: abort.signal,
    hooks: silent,
    onEvent(event) {
      seen.push(event);
      if (stopAt?.(event) === true) {
        abort.abort(new Error('stopped by the test'));
      }
    },
  };
}

/** Answers as a person does from another process. @returns the id of the question */
export function answerIn(
  root: string,
  run: string,
  question: string | null,
  given: Partial<GivenAnswer> & { readonly choice: string },
): Promise<string> {
  const answer = { reason: '', by: 'tester', data: null, ...given };
  return withStore(root, AbortSignal.timeout(60_000), (store) =>
    answerQuestion(store, run, question, answer),
  );
}

/** Sends a run back. */
export function rewindIn(root: string, run: string, gate: string | null): Promise<RunView> {
  return withStore(root, AbortSignal.timeout(60_000), (store) =>
    rewindRun(store, run, gate, { by: 'tester', reason: '' }),
  );
}

/** A file of the run's folder as JSON. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what is expected
export function fileOf<T>(run: Pick<FlowRun, 'folder'>, name: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test that expects wrongly fails
  return JSON.parse(readFileSync(join(run.folder, name), 'utf8')) as T;
}

/** The text of a file of the run's folder. */
export function textOf(run: Pick<FlowRun, 'folder'>, name: string): string {
  return readFileSync(join(run.folder, name), 'utf8');
}

/** What `recovery-state.json` of a run says. */
export function recoveryOf(run: Pick<FlowRun, 'folder'>): RecoveryState {
  return Value.Parse(RecoveryState, fileOf(run, 'recovery-state.json'));
}

/** What the gate file of a step says. */
export function gateOf(run: Pick<FlowRun, 'folder'>, step: string): GateResult {
  return Value.Parse(GateResult, fileOf(run, `gates/${step}.json`));
}

/** The lines of a run's `errors.log`, each held against its schema. */
export function errorsOf(run: FlowRun): ErrorLogLine[] {
  return textOf(run, 'errors.log')
    .trimEnd()
    .split('\n')
    .map((line) => Value.Parse(ErrorLogLine, JSON.parse(line)));
}

/** Fails unless a run ended so, and shows what it said instead. */
export function assertEnded(run: FlowRun, kind: FlowRun['outcome']['kind']): void {
  assert.equal(run.outcome.kind, kind, JSON.stringify(run.outcome, null, 2));
}

/** Fails unless a run waits for exactly these questions. */
export function assertWaits(run: FlowRun, ...ids: readonly string[]): void {
  assertEnded(run, 'waiting');
  assert.deepEqual(
    run.view.questions.map(({ id }) => id),
    ids,
  );
}
