import { join } from 'node:path';

import { patchBetween } from '../../../git/index.ts';
import type { Decision, Plan } from '../../../model/index.ts';
import {
  type ChangedLines,
  matchProposals,
  planHash,
  realise,
  type TriedProposal,
} from '../../../plan/index.ts';
import { roadmapHtml } from '../../../report/index.ts';
import { touchedRanges } from '../../profile/touched-ranges.ts';
import { sha256 } from '../../read-suite.ts';
import type { ArtifactRecord } from '../board.ts';
import { filled } from '../expected-files.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson, recordText, textOf } from '../record-artifact.ts';
import { profileOn, ROADMAP } from './plan.ts';
import { bodyOf } from './rating.ts';

/** What was tried. */
export interface Tried {
  readonly decisions: readonly Decision[];
  /** Patches that developers handed in. */
  readonly patches: readonly ArtifactRecord[];
}

/**
 * Where the plan has a backlog: `backlog-<plan id>.json` and `roadmap.html` with what was measured
 * beside what was predicted. The plan itself stays as it was rated.
 */
export async function tryRoadmap(work: StepWork, tried: Tried): Promise<readonly ArtifactRecord[]> {
  const { flow, step, board, context } = work;
  const record = board.artifact(filled(context, 'plan-{{plan_id}}.json'));
  const plan = record === null ? null : bodyOf(jsonOf<Plan>(work, record));
  const backlog = plan?.backlog;
  if (plan === null || backlog === undefined || backlog.items.length === 0) {
    return [];
  }
  const options = optionsFor(work, 'holding what was predicted against what was measured');
  return flow.step(`${step.id}/roadmap`, options, async ({ signal }) => {
    const lines: TriedProposal[] = [];
    for (const decision of tried.decisions) {
      const changed = await changedBy(work, decision, { patches: tried.patches, signal });
      lines.push({ decision, changed });
    }
    const { outcomes, unmatched } = matchProposals(backlog.items, profileOn(work), lines);
    const items = realise(backlog.items, outcomes);
    const { refused } = backlog;
    const name = filled(context, 'backlog-{{plan_id}}.json');
    const body = {
      plan_id: plan.plan_id,
      plan_hash: planHash(plan, sha256),
      items,
      refused,
      unmatched: [...unmatched],
    };
    const text = roadmapHtml({
      plan: { ...plan, backlog: { items, refused } },
      items,
      refused,
      run: context.run,
    });
    return [
      recordJson(work, { name, agent: 'hone' }, body),
      recordText(work, { name: ROADMAP, agent: 'hone', text }),
    ];
  });
}

/** Of its commit, or of the patch that a developer handed in; null for any other proposal. */
async function changedBy(
  work: StepWork,
  { commit, proposal }: Decision,
  known: { readonly patches: readonly ArtifactRecord[]; readonly signal: AbortSignal },
): Promise<readonly ChangedLines[] | null> {
  const { repository, store } = work.context;
  if (commit !== null) {
    const objectsDir = join(store.folder, 'objects');
    const { signal } = known;
    const patch = await patchBetween(repository, `${commit}^`, commit, { objectsDir, signal });
    return touchedRanges(new TextDecoder().decode(patch));
  }
  const handedIn = known.patches.find(({ name }) => name === `proposals/${proposal}.patch`);
  return handedIn === undefined ? null : touchedRanges(textOf(work, handedIn));
}
