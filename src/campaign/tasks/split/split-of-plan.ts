import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { diskErrorFrom, HoneError, systemCodeOf, writeFileAtomic } from '../../../base/index.ts';
import type { Backlog, BacklogItem, ProfileReport, Suite } from '../../../model/index.ts';
import {
  newTaskFile,
  notesItem,
  parseTaskList,
  type SplitGroup,
  type SplitItem,
  splitPlan,
  type SplitTask,
  type TaskId,
} from '../../../tasks/index.ts';
import { keptPlan, keptPlanIds } from '../../plan/kept-plans.ts';
import { planOfRun } from '../../plan/plan-of-run.ts';
import { keptProfile, profilesFolder } from '../../profile/kept-profiles.ts';
import type { WrittenDocument } from '../edit-tasks.ts';
import {
  listPath,
  readDocument,
  readTaskFolders,
  readTasks,
  TASKS_FOLDER,
  taskPaths,
} from '../task-documents.ts';
import { suiteNow } from '../tracker/preflight.ts';
import type { TaskPlace } from '../with-tasks.ts';
import { splitItemOf } from './plan-items.ts';

/** How a plan would become tasks; nothing is written yet. */
export interface PlanSplit {
  /** `plan 20260102-…`, or `the plan of run 20260102-…`. */
  readonly source: string;
  readonly groups: readonly SplitGroup[];
  /** Items of the plan that become no task, with the reason as words after the title. */
  readonly left: readonly { readonly item: string; readonly title: string; readonly why: string }[];
}

interface FoundPlan {
  readonly source: string;
  readonly backlog: Backlog | null;
  readonly report: ProfileReport | null;
}

/**
 * Splits a plan into tasks: a kept one or that of a run.
 *
 * @param wanted - id of a kept plan, or of a run or its start; null takes the newest kept plan, and
 *   when there is none that of the newest run
 * @throws HoneError E_NOT_FOUND when there is no such plan, or it has no backlog
 */
export async function splitOfPlan(place: TaskPlace, wanted: string | null): Promise<PlanSplit> {
  const { repository, signal } = place;
  const { root } = repository;
  const { source, backlog, report } = await planNamed(place, wanted);
  if (backlog === null) {
    throw new HoneError(
      'E_NOT_FOUND',
      `${source} has no backlog, so it does not say what could be a task of its own. "hone plan" ` +
        'makes one that has.',
    );
  }
  const now = await suiteNow(repository, signal);
  const suite = 'missing' in now ? null : now.read.suite;
  const tasks = readTasks(root).map(({ id, parsed }) => ({ id, text: parsed.task.overview }));
  const taskFor = (item: BacklogItem): TaskId | null => {
    return tasks.find(({ text }) => notesItem(text, item.id))?.id ?? null;
  };
  const isOpen = (item: BacklogItem): boolean => {
    return item.status === 'planned' && taskFor(item) === null;
  };
  const open = backlog.items.filter(isOpen);
  const known = backlog.items.flatMap((item) => {
    const task = taskFor(item);
    return task === null ? [] : [{ task, item: splitItemOf(item, report, suite) }];
  });
  const items = openItems(backlog, open, report, suite);
  return {
    source,
    groups: splitPlan(items, takenIds(root)).map(({ tasks: stack }) => ({
      tasks: stack.map((task) => afterKnown(task, items, known, backlog)),
    })),
    left: backlog.items
      .filter((item) => !isOpen(item))
      .map((item) => ({ item: item.id, title: item.title, why: whyLeft(item, taskFor(item)) })),
  };
}

async function planNamed(place: TaskPlace, wanted: string | null): Promise<FoundPlan> {
  const { repository, store, signal } = place;
  const profiles = await profilesFolder(repository.root, signal);
  const ids = keptPlanIds(profiles);
  if (wanted === null ? ids.length > 0 : ids.includes(wanted)) {
    const { id, plan, tried, profile } = keptPlan(profiles, wanted);
    const { report } = keptProfile(profiles, profile);
    return { source: `plan ${id}`, backlog: tried ?? plan.backlog ?? null, report };
  }
  const { run, plan, tried, report } = planOfRun(store, wanted);
  return { source: `the plan of run ${run}`, backlog: tried ?? plan.backlog ?? null, report };
}

/** Items that were tried, or that have a task, are nothing that another waits for in the plan. */
function openItems(
  backlog: Backlog,
  open: readonly BacklogItem[],
  report: ProfileReport | null,
  suite: Suite | null,
): SplitItem[] {
  const gone = new Set(backlog.items.filter((item) => !open.includes(item)).map(({ id }) => id));
  return open.map((item) => {
    const split = splitItemOf(item, report, suite);
    return { ...split, dependencies: split.dependencies.filter((id) => !gone.has(id)) };
  });
}

/** A task that also waits for tasks that were made of the same plan before, if they are tied. */
function afterKnown(
  task: SplitTask,
  items: readonly SplitItem[],
  known: readonly { readonly task: TaskId; readonly item: SplitItem }[],
  backlog: Backlog,
): SplitTask {
  const item = items.find(({ id }) => id === task.item);
  const planned = backlog.items.find(({ id }) => id === task.item)?.dependencies ?? [];
  const added = known.flatMap(({ task: id, item: other }) => {
    const file = item?.files?.find((one) => other.files?.includes(one) === true);
    const frame = item?.frames.find((one) => other.frames.includes(one));
    if (planned.includes(other.id)) {
      return [{ id, reason: `the plan says that ${other.id} comes first` }];
    }
    if (file !== undefined) {
      return [{ id, reason: `both change ${file}` }];
    }
    return frame === undefined ? [] : [{ id, reason: `both are about ${frame}` }];
  });
  const { fields } = task;
  return added.length === 0
    ? task
    : { ...task, fields: { ...fields, dependencies: [...fields.dependencies, ...added] } };
}

function whyLeft({ status }: BacklogItem, task: TaskId | null): string {
  if (task !== null) {
    return `task ${task} is for it`;
  }
  return status === 'kept' ? 'it was tried and kept' : 'it was tried, and nothing was kept';
}

/** Ids of tasks that are there, also of those that only the list knows. */
function takenIds(root: string): TaskId[] {
  const list = readDocument(root, listPath(root));
  const listed = list === null ? [] : parseTaskList(list).tasks.map(({ id }) => id);
  return [...readTaskFolders(root), ...listed];
}

/**
 * Writes the files of the tasks. All of them are checked first; a folder that appeared meanwhile is
 * somebody else's task and stays as it is.
 *
 * @throws HoneError E_USAGE for what a task file can't hold, E_BUSY for a number that was taken
 *   meanwhile, E_DISK
 */
export function writeSplit(
  { repository }: Pick<TaskPlace, 'repository'>,
  groups: readonly SplitGroup[],
): WrittenDocument[] {
  const { root } = repository;
  const files = groups.flatMap(({ tasks }) =>
    tasks.map(({ item, fields }) => fileOf(item, fields)),
  );
  mkdirSync(join(root, TASKS_FOLDER), { recursive: true });
  return files.map(({ id, text }) => {
    const { folder, task } = taskPaths(id);
    try {
      mkdirSync(join(root, folder)); // fails when it is there, which tells two writers apart
    } catch (thrown) {
      if (systemCodeOf(thrown) !== 'EEXIST') {
        throw diskErrorFrom(thrown, join(root, folder));
      }
      const why = `${folder} was made meanwhile. What was written before it stays; split again.`;
      throw new HoneError('E_BUSY', why, { cause: thrown });
    }
    writeFileAtomic(join(root, task), text);
    return { id, path: task };
  });
}

function fileOf(item: string, fields: SplitTask['fields']): { id: TaskId; text: string } {
  const written = newTaskFile(fields);
  if (written.kind === 'refused' || fields.id === null) {
    const why = written.kind === 'refused' ? written.why : 'It has no number.';
    throw new HoneError('E_USAGE', `Item ${item} of the plan can't become a task. ${why}`);
  }
  return { id: fields.id, text: written.text };
}
