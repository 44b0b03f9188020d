import type { ReceiptFinding } from '../../model/index.ts';
import { ontoBaseKey, ontoBaseOf } from '../try/onto-base.ts';
import { differences } from './differences.ts';
import { finding, shownValue } from './finding.ts';
import { checkedIn, type RecordedRun, startedIn } from './recorded-run.ts';

/**
 * Holds what the run said of proposals that git rebased onto the base against the diffs and trees
 * that it recorded of them. Whether the decisions say the same is found when they are recomputed.
 *
 * @throws RecordGap when the record lacks something
 */
export function ontoBaseFindings(recorded: RecordedRun): ReceiptFinding[] {
  const started = startedIn(recorded);
  return started.proposals.flatMap(({ name }) => {
    const rebase = ontoBaseOf(checkedIn(recorded, name), started);
    const follows = rebase === null ? {} : { proposal: name, ...rebase };
    const said = recorded.eventByKey(ontoBaseKey(name))?.data ?? {};
    return differences(said, follows, 'exact').map(({ path, said: was, found }) => {
      const field = ['ontoBase', ...path].join('.');
      const [shown, again] = [shownValue(was), shownValue(found)];
      const text =
        `${name}: ${field} was recorded as ${shown} when it was rebased onto the base; by its ` +
        `diffs and trees it is ${again}.`;
      return finding('proposal', text, { proposal: name, field, said: shown, found: again });
    });
  });
}
