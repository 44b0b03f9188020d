import { statSync } from 'node:fs';
import { join } from 'node:path';

import { parseRunId } from '../../../model/index.ts';
import type { Store } from '../../../store/index.ts';
import { readTaskFolders, taskPaths } from '../task-documents.ts';

/**
 * A text that is another one as soon as what a tracker shows may have changed: something was
 * recorded, a run is driven by somebody else or nobody, a task file or the suite was written, or
 * another commit was checked out. Cheap enough to be asked for every second.
 *
 * @param place.gitDir - of the working tree
 */
export function trackerMark(
  store: Pick<Store, 'runs' | 'runState'>,
  place: { readonly root: string; readonly gitDir: string },
): string {
  const runs = store.runs().map(({ run, events }) => {
    return `${run} ${events} ${store.runState(parseRunId(run)).kind}`;
  });
  const { root, gitDir } = place;
  const files = [
    ...readTaskFolders(root).map((id) => join(root, taskPaths(id).task)),
    join(root, 'hone.yaml'),
    join(gitDir, 'HEAD'),
    join(gitDir, 'index'),
    join(gitDir, 'logs', 'HEAD'),
  ];
  return [...runs, ...files.map(fileMark)].join('\n');
}

function fileMark(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? `${path} none` : `${path} ${found.mtimeMs} ${found.size}`;
}
