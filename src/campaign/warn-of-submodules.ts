import { type Repository, submodulesOf } from '../git/index.ts';
import type { Hooks } from './hooks.ts';

/** Paths that are named; the rest is counted. */
const NAMED_MAX = 3;

/** Says that checkouts hold no submodules, which a build would otherwise fail on without a word. */
export async function warnOfSubmodules(
  repository: Repository,
  { hooks, signal }: { readonly hooks: Hooks; readonly signal: AbortSignal },
): Promise<void> {
  const submodules = await submodulesOf(repository, { signal });
  if (submodules.length > 0) {
    const named = submodules.slice(0, NAMED_MAX).join(', ');
    const more = submodules.length > NAMED_MAX ? ', …' : '';
    hooks.onWarning(
      `${submodules.length} submodule(s) (${named}${more}) are left empty in the checkouts that ` +
        `are measured. If the build needs them, fetch them in setup (hone.yaml).`,
    );
  }
}
