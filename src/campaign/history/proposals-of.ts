import { Type } from 'typebox';

import { ownField } from '../../base/index.ts';
import { Decision, type RetroProposal } from '../../model/index.ts';
import type { RunToRead } from './measurements-of-run.ts';
import { stepIn } from './sides-of-run.ts';

const Stack = Type.Object({ decisions: Type.Array(Decision) });

/** What a run decided; nothing for runs that judge no proposals. */
export function decisionsOf(read: RunToRead): readonly Decision[] {
  const stacked = stepIn(read, 'stack', Stack)?.decisions;
  return stacked ?? stepIn(read, 'decisions', Type.Array(Decision)) ?? [];
}

/** The proposals that a run judged, with the number that decided; none for other runs. */
export function proposalsOf(read: RunToRead): RetroProposal[] {
  return decisionsOf(read).map((one) => {
    const judged = one.rebased ?? one;
    const { benchmark, metric } = judged.headline ?? { benchmark: null, metric: null };
    const metrics = benchmark === null ? undefined : ownField(judged.metrics, benchmark);
    const result = metrics === undefined || metric === null ? null : ownField(metrics, metric);
    return {
      run: read.run,
      proposal: one.proposal,
      title: one.title,
      decision: one.decision,
      check: one.check,
      reason: one.reason,
      commit: one.commit,
      benchmark,
      metric,
      ratio: result?.ratio ?? null,
    };
  });
}
