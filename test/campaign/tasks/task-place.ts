import type { TestContext } from 'node:test';

import type { TaskPlace } from '../../../src/campaign/tasks/with-tasks.ts';
import { openSubjectStore } from '../../../src/campaign/try/run-try.ts';
import type { Store } from '../../../src/store/index.ts';
import { type TemporaryRepository, temporaryRepository } from '../../git/temporary-repository.ts';

/** A repository with tasks, its store, and what commands on tasks work with. */
export interface TaskSubject extends TemporaryRepository {
  readonly store: Store;
  /** Opened anew, as each command does. */
  readonly place: (root?: string) => Promise<TaskPlace>;
}

/** What a test says about a task file. */
export interface TaskWords {
  readonly title?: string;
  readonly dependsOn?: readonly string[];
  readonly targets?: readonly string[];
  readonly subTasks?: readonly string[];
}

const list = (items: readonly string[] = []): string => items.map((item) => `- ${item}`).join('\n');

/** The text of a task file. */
export function taskText(id: string, words: TaskWords = {}): string {
  const { title = 'Faster report', dependsOn, targets = [], subTasks = [] } = words;
  return [
    `# Task #${id}: ${title}`,
    '## Overview\n\nReports are slow.',
    '## Task Type\n\nperformance',
    '## Priority\n\nP1',
    `## Dependencies\n\n${list(dependsOn)}`,
    '## Objectives\n\n- Reports are fast',
    `## Targets\n\n${list(targets)}`,
    `## Sub-tasks\n\n${subTasks.map((item) => `- [ ] ${item}`).join('\n')}`,
    '',
  ].join('\n\n');
}

/** A repository on `main` with one commit, which holds these tasks and some code. */
export async function taskSubject(
  t: TestContext,
  tasks: Readonly<Record<string, TaskWords>> = { '001': {} },
): Promise<TaskSubject> {
  const subject = temporaryRepository(t);
  subject.git('config', 'user.name', 'Ada');
  subject.git('config', 'user.email', 'ada@example.org');
  subject.write('code.js', lines());
  for (const [id, words] of Object.entries(tasks)) {
    subject.write(`tasks/${id}/task.md`, taskText(id, words));
  }
  subject.commit('first');
  const store = await openSubjectStore(await subject.open());
  t.after(() => store.close());
  const signal = AbortSignal.timeout(120_000);
  const place = async (root = subject.root): Promise<TaskPlace> => {
    return { repository: await subject.open(root), store, signal };
  };
  return { ...subject, store, place };
}

/** Twenty lines; some of them changed. */
export function lines(changed: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: 20 }, (_, index) => changed[index + 1] ?? `line ${index + 1}`)
    .concat('')
    .join('\n');
}
