import type { Runner } from '../../bench/index.ts';
import {
  type Decision,
  type Environment,
  parseRunId,
  type RebasedDecision,
  type Suite,
} from '../../model/index.ts';
import type { Event, Store } from '../../store/index.ts';
import { withHoldoutSeed } from '../../suite/index.ts';
import { silent } from '../hooks.ts';
import { suiteFrom } from '../read-suite.ts';
import { clearancesOf } from '../try/clearances.ts';
import { decideAll, type Trial } from '../try/decisions.ts';
import { measureProposal } from '../try/measured-proposal.ts';
import { judgeOnTop, onTopOf, rebasedFrom } from '../try/on-top.ts';
import type { RunContext } from '../try/run-context.ts';
import {
  checkedIn,
  RecordGap,
  type RecordedRun,
  resultIn,
  startedIn,
  stepResultIn,
} from './recorded-run.ts';

/** The suite that a run was judged by, parsed anew. @throws HoneError E_CONFIG, RecordGap */
export function suiteIn(recorded: RecordedRun): Suite {
  const { configBlob, holdoutSeed } = startedIn(recorded);
  return withHoldoutSeed(suiteFrom(recorded.blob(configBlob), 'hone.yaml').suite, holdoutSeed);
}

/**
 * Judges a recorded run again from its raw samples, with the very code that judged it: the schedule
 * of every measurement, the order of benchmarks, guards and holdouts, evidence, verdicts and
 * decisions. That code is given a context that can only read; where it wants to measure, samples
 * are missing.
 *
 * @returns the decisions as they were before anything was stacked
 * @throws RecordGap naming the measurement that is not complete; HoneError when the samples are
 *   such that the run would have ended with that error
 */
export async function replayDecisions(
  recorded: RecordedRun,
): Promise<ReturnType<typeof decideAll>> {
  const run = replayContext(recorded);
  const trials: Trial[] = [];
  for (const { name } of run.started.proposals) {
    const checked = checkedIn(recorded, name);
    const passed = checked.tests?.kind === 'passed' && checked.tree !== null;
    const measured = passed ? await measureProposal(run, { name, tree: checked.tree ?? '' }) : null;
    trials.push({ name, checked, measured });
  }
  return decideAll(run, trials, await clearancesOf(run, trials, decideAll(run, trials)));
}

/**
 * Judges again what was tried on top of the others, in the same way.
 *
 * @param decision - as it was recorded after stacking, with `rebased`
 * @throws RecordGap, HoneError as `replayDecisions`
 */
export async function replayRebased(
  recorded: RecordedRun,
  { proposal }: Decision,
  { name, onto, by, from }: RebasedDecision,
): Promise<RebasedDecision> {
  const checked = checkedIn(recorded, name);
  // Which tree the commit has is git's to say; no number depends on it.
  const run = onTopOf(replayContext(recorded), { commit: onto, tree: '' }, { proposal, name });
  const ruling = await judgeOnTop(run, name, checked);
  const to = checked.collected.kind === 'collected' ? checked.collected.tree : null;
  return rebasedFrom(ruling, { name, onto, by, from, to });
}

/** Nothing can be made or removed below it, should the code of a run ever try. */
const NOWHERE = '/dev/null/replay';

/** A run that can be looked at and can't do anything. */
export function replayContext(recorded: RecordedRun): RunContext {
  const reader = recordReader(recorded);
  const wantsMore = (): never => {
    throw new RecordGap(
      `Samples are missing: the run went on to measure "${reader.lastMissing()}", and the ` +
        `journal has no such event.`,
    );
  };
  return {
    run: parseRunId(recorded.run),
    store: reader.store,
    repository: only<RunContext['repository']>({}, unknownPart('the repository')),
    machine: only<RunContext['machine']>(
      { runner: runnerOf(resultIn(recorded).environment, wantsMore), scratch: NOWHERE },
      wantsMore,
    ),
    bench: only<RunContext['bench']>(
      { root: NOWHERE, place: (index) => `${NOWHERE}/place-${index}` },
      wantsMore,
    ),
    signal: new AbortController().signal,
    hooks: silent,
    suite: suiteIn(recorded),
    started: startedIn(recorded),
    objectsDir: NOWHERE,
  };
}

function recordReader(recorded: RecordedRun): { store: Store; lastMissing: () => string } {
  let missing = 'something';
  const parts: Partial<Store> = {
    eventByKey(run, key) {
      const event = recorded.eventByKey(key);
      if (event === null) {
        missing = /\/batch\/\d+$/.test(key) ? key : missing;
        return null;
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its data came out of JSON
      return { ...event, run } as Event;
    },
    getBlob: (hash) => Buffer.from(recorded.blob(hash)),
    step: async (_run, key, parse) => parse(stepResultIn(recorded, key)), // never done again
  };
  const store = only(parts, unknownPart('the journal'));
  return { store, lastMissing: () => missing };
}

/** Whether samples could be pinned is part of what determined the schedule. */
function runnerOf({ runner: hello }: Environment, wantsMore: () => never): Runner {
  return only<Runner>({ hello }, wantsMore);
}

/** The parts that reading needs; `otherwise` is called for any other, and throws. */
function only<T extends object>(parts: Partial<T>, otherwise: (name: string) => never): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the proxy refuses the rest
  return new Proxy(parts as T, {
    get(target, name, receiver) {
      return typeof name === 'string' && !(name in target)
        ? otherwise(name)
        : (Reflect.get(target, name, receiver) as unknown);
    },
  });
}

function unknownPart(what: string): (name: string) => never {
  return (name) => {
    throw new RecordGap(`This hone can't judge the record again: it needs ${name} of ${what}.`);
  };
}
