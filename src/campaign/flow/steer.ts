import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { HoneError, type Json, systemClock } from '../../base/index.ts';
import type { Answer, OpenQuestion, RunView } from '../../port/index.ts';
import { parseRunId, type RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { artifactsIn } from './views/recorded-steps.ts';
import { engineOn } from './engine-on.ts';

/** The runs of flows; other runs of the journal (trials, measurements) are not. Newest first. */
export interface FlowRuns {
  readonly views: readonly RunView[];
  /** Those that can't be told about, each with what is wrong with its journal. */
  readonly damaged: readonly { readonly run: RunId; readonly what: string }[];
}

/** All runs of flows: one that is damaged does not hide the others. */
export function flowRuns(store: Store): FlowRuns {
  const engine = engineOn(store, null);
  const views: RunView[] = [];
  const damaged: { run: RunId; what: string }[] = [];
  for (const run of runIds(store)) {
    try {
      views.push(engine.view(run));
    } catch (thrown) {
      if (!(thrown instanceof HoneError) || thrown.code !== 'E_JOURNAL') {
        throw thrown;
      }
      damaged.push({ run, what: thrown.message });
    }
  }
  return { views, damaged };
}

/** Without reading what the runs recorded; newest first, whatever the clock said. */
function runIds(store: Store): RunId[] {
  return store
    .runs()
    .filter(({ run }) => store.eventByKey(run, 'flow') !== null) // the engine's first event
    .map(({ run }) => run)
    .toReversed();
}

/**
 * One run of a flow.
 *
 * @param wanted - its id or the start of it; null takes the newest
 * @throws HoneError E_NOT_FOUND, E_JOURNAL when what it recorded is damaged
 */
export function flowRun(store: Store, wanted: string | null): RunView {
  return engineOn(store, null).view(runNamed(store, wanted));
}

function runNamed(store: Store, wanted: string | null): RunId {
  const runs = runIds(store).filter((run) => wanted === null || run.startsWith(wanted));
  const [found] = runs;
  const exact = runs.find((run) => run === wanted);
  if (found === undefined || (exact === undefined && wanted !== null && runs.length > 1)) {
    throw new HoneError(
      'E_NOT_FOUND',
      found === undefined
        ? `There is no run of a flow${wanted === null ? '' : ` "${wanted}"`} here. ` +
            '"hone run list" lists them; "hone run performance --target …" starts one.'
        : `Several runs begin with "${wanted ?? ''}": ${runs.join(', ')}.`,
    );
  }
  return exact ?? found;
}

/** A question of some run. */
export interface Asked {
  readonly run: RunId;
  readonly flow: string;
  readonly question: OpenQuestion;
}

/** Everything that waits for an answer in runs that can be read, oldest first. */
export function inbox(store: Store): Asked[] {
  return flowRuns(store)
    .views.flatMap(({ run, flow, questions }) =>
      questions.map((question) => ({ run, flow, question })),
    )
    .sort((left, right) => (left.question.askedAt < right.question.askedAt ? -1 : 1));
}

/** What somebody answers. */
export interface GivenAnswer {
  readonly choice: string;
  readonly reason: string;
  /** null takes the system's name of the user. */
  readonly by: string | null;
  readonly data: Json;
}

/**
 * Answers a question of a run, also before it is asked.
 *
 * @param question - its id; null when only one open question takes this choice
 * @returns the id of the question
 * @throws HoneError E_NOT_FOUND, E_USAGE naming the questions there are
 */
export function answerQuestion(
  store: Store,
  run: string,
  question: string | null,
  given: GivenAnswer,
): string {
  const view = flowRun(store, run);
  const id = question ?? onlyQuestion(view, given.choice).id;
  if (given.choice === 'override' && given.reason.trim() === '') {
    throw new HoneError(
      'E_USAGE',
      'Say what may happen because of it: the risk is written into every report of the run.',
    );
  }
  const answer: Answer = {
    choice: given.choice,
    reason: given.reason,
    by: given.by ?? userInfo().username,
    at: systemClock.isoNow(),
    data: given.data,
  };
  engineOn(store, null).send(view.run, id, answer);
  return id;
}

function onlyQuestion(view: RunView, choice: string): OpenQuestion {
  const matching = view.questions.filter(({ choices }) => choices.includes(choice));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) {
    return only;
  }
  const open = view.questions.map(({ id, choices }) => `${id} (${choices.join(', ')})`).join('; ');
  throw new HoneError(
    'E_USAGE',
    matching.length > 1
      ? `Several questions of run ${view.run} take "${choice}": ${open}. Name one.`
      : `No open question of run ${view.run} takes "${choice}". ` +
          (open === ''
            ? 'It asks nothing now; name the question to answer it before it is asked.'
            : `It asks: ${open}.`),
  );
}

/**
 * Ends a run for good.
 *
 * @returns its id
 * @throws HoneError E_NOT_FOUND
 */
export function cancelRun(store: Store, run: string, by: string | null, reason: string): RunId {
  const view = flowRun(store, run);
  engineOn(store, null).cancel(view.run, { by: by ?? userInfo().username, reason });
  return view.run;
}

/**
 * Sends a run back to a gate that it passed; it goes on from there when it is resumed.
 *
 * @param gate - its id or the step that it stands behind; null for the start
 * @throws HoneError E_NOT_FOUND naming the gates, E_BUSY while somebody drives the run
 */
export function rewindRun(
  store: Store,
  run: string,
  gate: string | null,
  cause: { readonly by: string | null; readonly reason: string },
): RunView {
  const view = flowRun(store, run);
  const passed = view.gates.filter(({ state }) => state === 'passed');
  const found = passed.find(({ id }) => id === gate || id === `${gate}/gate`);
  if (gate !== null && found === undefined) {
    const known = passed.map(({ id }) => id).join(', ');
    throw new HoneError(
      'E_NOT_FOUND',
      `Run ${view.run} did not pass a gate "${gate}". ` +
        (known === '' ? 'It has passed none so far.' : `It passed: ${known}.`),
    );
  }
  const { by, reason } = cause;
  const rewound = { reason, by: by ?? userInfo().username, data: null };
  engineOn(store, null).rewind(view.run, found?.id ?? null, rewound);
  return flowRun(store, view.run);
}

/** A file of a run and whether the one in its folder is what was recorded. */
export interface ArtifactState {
  readonly name: string;
  readonly step: string;
  readonly agent: string;
  readonly sha256: string;
  readonly state: 'intact' | 'edited' | 'missing';
}

/** The files that the steps of a run brought. What counts is what was recorded, not the folder. */
export function artifactStates(store: Store, wanted: string | null): ArtifactState[] {
  const view = flowRun(store, wanted);
  const folder = store.runFolder(parseRunId(view.run));
  return artifactsIn(view).map(({ name, step, agent, sha256 }) => {
    const path = join(folder, name);
    const state = !existsSync(path)
      ? 'missing'
      : hashOf(readFileSync(path)) === sha256
        ? 'intact'
        : 'edited';
    return { name, step, agent, sha256, state };
  });
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Reads all that a run recorded.
 *
 * @param wanted - its id or the start of it; null takes the newest
 * @returns what is damaged, one sentence each
 * @throws HoneError E_NOT_FOUND
 */
export function verifyRun(
  store: Store,
  wanted: string | null,
): { readonly run: string; readonly damage: readonly string[] } {
  const run = runNamed(store, wanted);
  return { run, damage: engineOn(store, null).verify(run) };
}
