import { HoneError } from '../../base/index.ts';
import type { Repository } from '../../git/index.ts';

/**
 * Proposals and suites are judged against a commit, so what is not committed has no part in it.
 *
 * @throws HoneError E_DIRTY_TREE
 */
export function refuseDirt(repository: Repository): void {
  if (repository.dirty.tracked > 0) {
    throw new HoneError(
      'E_DIRTY_TREE',
      `${repository.dirty.tracked} tracked file(s) have uncommitted changes (for example ` +
        `${repository.dirty.examples.slice(0, 3).join(', ')}). Proposals are judged against a ` +
        `commit, so commit or stash them first.`,
    );
  }
}
