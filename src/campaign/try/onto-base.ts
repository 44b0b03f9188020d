import { createHash } from 'node:crypto';

import type { OntoBase } from '../../model/index.ts';
import type { RunContext } from './run-context.ts';
import type { Started } from './started.ts';
import type { Checked } from './trial.ts';

/**
 * Both identities of a proposal that was rebased when it was collected. They follow from what was
 * collected, so whoever checks a record derives them again.
 *
 * @returns null when it was made on the base itself, or could not be collected
 */
export function ontoBaseOf(
  { collected }: Pick<Checked, 'collected'>,
  { base }: Pick<Started, 'base'>,
): OntoBase | null {
  if (collected.kind === 'unusable' || collected.handedIn === undefined) {
    return null;
  }
  const { fork, commit, tree, patch } = collected.handedIn;
  return {
    by: 'git',
    fork,
    from: { commit, tree, diff: sha256(patch) },
    onto: base.commit,
    to: { tree: collected.tree, diff: sha256(collected.patch) },
  };
}

/** Key of the event that says that a proposal was rebased onto the base. */
export function ontoBaseKey(name: string): string {
  return `onto-base/${name}`;
}

/** Records it; nothing when it was made on the base, or is recorded already. */
export function recordOntoBase(
  { store, run }: Pick<RunContext, 'store' | 'run'>,
  name: string,
  rebase: OntoBase | null,
): void {
  const key = ontoBaseKey(name);
  if (rebase !== null && store.eventByKey(run, key) === null) {
    const data = JSON.parse(JSON.stringify({ proposal: name, ...rebase }));
    store.appendEvent(run, { type: 'proposal.rebased', key, data });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
