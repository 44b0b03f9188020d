import { openRepository, type Repository } from '../../git/index.ts';
import type { Store } from '../../store/index.ts';
import { openSubjectStore } from '../try/run-try.ts';

/** What every command on tasks works with. */
export interface TaskPlace {
  /** Opened at the working tree that the command was called in. */
  readonly repository: Repository;
  readonly store: Store;
  readonly signal: AbortSignal;
}

/** Opens the repository that a folder belongs to with its store, for as long as `action` takes. */
export async function withTasks<T>(
  folder: string,
  signal: AbortSignal,
  action: (place: TaskPlace) => Promise<T>,
): Promise<T> {
  const repository = await openRepository(folder, { signal });
  const store = await openSubjectStore(repository);
  try {
    return await action({ repository, store, signal });
  } finally {
    store.close();
  }
}
