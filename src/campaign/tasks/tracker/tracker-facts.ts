import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

import { HoneError } from '../../../base/index.ts';
import type { PullRequest } from '../../../git/index.ts';
import type { Tracker } from '../../../model/index.ts';
import { type TaskId, type TrackerFacts } from '../../../tasks/index.ts';
import { containmentHere } from '../../containment-here.ts';
import { CONFIG_NAME } from '../../read-suite.ts';
import { sandboxWanted } from '../../sandbox-wanted.ts';
import { listPath, taskNamed } from '../task-documents.ts';
import { forgeOfTask, pullOf } from '../task-pull.ts';
import { type TaskState, taskStates } from '../task-states.ts';
import type { TaskPlace } from '../with-tasks.ts';
import { campaignMetrics } from './campaign-metrics.ts';
import { attemptsOf, contextOf, doneCriteria } from './campaign-notes.ts';
import { preflight, suiteNow } from './preflight.ts';
import { pullFacts } from './pull-facts.ts';
import { taskAsWorkedOn } from './task-as-worked-on.ts';
import { taskRecords } from './task-records.ts';
import { namesInTracker } from './tracker-document.ts';

/** Which tracker is wanted. */
export interface TrackerOptions {
  /** Tasks as somebody names them, `21`; empty takes all of the working tree. */
  readonly tasks: readonly string[];
  /** The document, from the root; where a name and a purpose are remembered. */
  readonly file: string;
  /** Null takes what stands in the document; without any it is the name of the repository. */
  readonly name: string | null;
  /** Null takes what stands in the document. */
  readonly purpose: string | null;
  /** Whether pull requests are read at the forge, which takes the network. */
  readonly refresh: boolean;
  /** Told what could not be read there, as a sentence; what was recorded counts then. */
  readonly onTrouble: (text: string) => void;
}

/**
 * Everything that a tracker says, from what was recorded, from git and from the files of the tasks.
 *
 * @throws HoneError E_USAGE and E_NOT_FOUND for a task that is none, E_JOURNAL, E_CONFIG
 */
export async function trackerFacts(
  place: TaskPlace,
  options: TrackerOptions,
): Promise<TrackerFacts> {
  const { repository, store, signal } = place;
  const { root } = repository;
  const wanted = options.tasks.map((task) => taskNamed(root, task).id);
  const states = await taskStates(repository, store, { signal });
  const tracked = states.filter(({ document }) => {
    return wanted.length === 0 || wanted.includes(document.id);
  });
  const records = await Promise.all(
    tracked.map(async (state) => {
      return taskRecords(store, state, await taskAsWorkedOn(repository, state, { signal }));
    }),
  );
  const current = await suiteNow(repository, signal);
  const suite = 'missing' in current ? null : current.read.suite;
  const completed = new Set(
    states.filter(({ status }) => status.kind === 'completed').map(({ document }) => document.id),
  );
  const live = options.refresh ? await readPulls(place, tracked, options.onTrouble) : null;
  const pulls = records.map((one) => {
    return pullFacts(one, { suite, completed, live: live?.get(one.state.document.id) ?? null });
  });
  const { file } = options;
  const containment = await containmentHere(sandboxWanted(), signal);
  return {
    ...namesOf(place, options),
    scope: suite === null ? '' : suite.scope.write.join(', '),
    overview: '',
    documents: documentsBeside(root, file),
    pulls,
    preflight: await preflight({ repository, store, signal, file, containment }, current),
    metrics: suite === null ? [] : campaignMetrics(records, suite),
    attempts: attemptsOf(records),
    context: contextOf(store, records),
    done: doneCriteria(records, pulls, suite),
  };
}

function namesOf(
  { repository }: TaskPlace,
  { file, name, purpose }: TrackerOptions,
): Pick<TrackerFacts, 'name' | 'purpose'> {
  const known = namesInTracker(repository.root, file);
  // A linked worktree has any name; the folder of the repository itself is what people call it.
  const named = basename(dirname(repository.commonDir));
  const given = name ?? known.name ?? '';
  const isGiven = given.trim() !== '';
  return { name: isGiven ? given : named, purpose: purpose ?? known.purpose ?? '' };
}

function documentsBeside(root: string, file: string): Tracker['documents'] {
  const documents = [
    { title: 'Task list', path: listPath(root), about: 'every task of the project' },
    { title: 'Suite', path: CONFIG_NAME, about: 'what is measured, and what is frozen' },
  ];
  return documents
    .filter(({ path }) => existsSync(join(root, path)))
    .map(({ title, path, about }) => {
      const target = relative(dirname(join(root, file)), join(root, path)).replaceAll(sep, '/');
      return { title, target, about };
    });
}

/** Pull requests as they are now; one that can't be read is told of and left out. */
async function readPulls(
  { repository, store, signal }: TaskPlace,
  states: readonly TaskState[],
  onTrouble: (text: string) => void,
): Promise<ReadonlyMap<TaskId, PullRequest>> {
  const found = new Map<TaskId, PullRequest>();
  for (const { document, log } of states) {
    const pull = pullOf(log);
    if (pull === null) {
      continue;
    }
    try {
      const forge = await forgeOfTask(repository, store, document.id, { signal });
      found.set(document.id, await forge.read(pull.number, { signal }));
    } catch (thrown) {
      if (!(thrown instanceof HoneError) || thrown.code === 'E_INTERRUPTED') {
        throw thrown;
      }
      onTrouble(`${pull.name} of task ${document.id} is shown as recorded: ${thrown.message}`);
    }
  }
  return found;
}
