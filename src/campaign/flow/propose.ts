import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AgentBudget, AgentUsage, QuickLook } from '../../agent/index.ts';
import { HoneError } from '../../base/index.ts';
import type { StepAttempt } from '../../port/index.ts';
import { patchBetween, type WorkClone } from '../../git/index.ts';
import type { ProposerRecord } from '../../model/index.ts';
import { agentTrace, type AgentTrace } from '../proposing/agent-trace.ts';
import { proposeInClone } from '../proposing/propose-in-clone.ts';
import { proposerRecord } from '../proposing/proposer-record.ts';
import { quickLookAt } from '../proposing/quick-look.ts';
import { askAgent } from './ask-role.ts';
import type { ArtifactRecord } from './board.ts';
import type { StepWork } from './flow-context.ts';
import { recordText } from './record-artifact.ts';

/** What one developer handed in. */
export type Proposed = {
  readonly said: string;
  /** What it cost as the agent says; null when it does not say. */
  readonly usage: AgentUsage | null;
} & ({ readonly kind: 'patch'; readonly patch: ProposedPatch } | { readonly kind: 'nothing' });

/** A patch with what is known of who made it. */
export type ProposedPatch = ArtifactRecord & { readonly proposer: ProposerRecord };

/** Who proposes, from where, and with how much. */
export interface ProposeOrder {
  /** Of the proposal, one path segment. */
  readonly name: string;
  readonly agent: string;
  readonly role: string;
  readonly base: { readonly commit: string; readonly tree: string };
  /** What it should know besides the files of the step, in Markdown. */
  readonly brief: string;
  /** Why something of the same proposer did not do; null when there is nothing to say. */
  readonly problem: string | null;
  readonly timeoutMs: number;
  readonly budget: AgentBudget;
}

/**
 * Lets an agent change a clone of the subject outside of its tree; what differs afterwards is the
 * proposal. Repeatable: every attempt begins with a fresh clone.
 */
export async function propose(
  work: StepWork,
  order: ProposeOrder,
  attempt: StepAttempt,
): Promise<Proposed> {
  const { repository, store, run } = work.context;
  const { name, role, agent, base, brief, timeoutMs, budget } = order;
  const { signal } = attempt;
  const objectsDir = join(store.folder, 'objects');
  const folder = join(tmpdir(), `hone-proposer-${run}-${name}`);
  const trace = agentTrace();
  try {
    const { tree, result } = await proposeInClone(
      { repository, base: base.commit, objectsDir, folder, signal },
      (clone) => {
        const quickLook = quickLookIn(work, order, clone);
        const said = [order.problem, attempt.previousFailure].filter((one) => one !== null);
        const problem = said.length === 0 ? null : said.join('\n\n');
        const asked = { role, agent, folder, artifacts: [], problem };
        return askAgent(
          work,
          { ...asked, brief, ...(quickLook === undefined ? {} : { quickLook }) },
          { attempt, timeoutMs, budget, onTrace: trace.onTrace },
        );
      },
    );
    const { text: said } = result;
    const usage = result.usage ?? trace.usage();
    if (tree === base.tree) {
      return { kind: 'nothing', said, usage };
    }
    const diff = await patchBetween(repository, base.tree, tree, { objectsDir, signal });
    const text = new TextDecoder().decode(diff);
    const patch = recordText(work, { name: `proposals/${name}.patch`, agent: role, text });
    const facts = { by: agent, said, usage, trace };
    const proposer = proposerRecord(facts, (blob) => store.putBlob(blob));
    return { kind: 'patch', patch: { ...patch, proposer }, said, usage };
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_BUDGET') {
      // Another attempt would cost as much again; what it cost counts in the budget of the search.
      return { kind: 'nothing', said: thrown.message, usage: trace.usage() };
    }
    throw thrown;
  } finally {
    recordTrace(work, order, trace);
  }
}

/** Undefined where there is no suite to measure by. */
function quickLookIn(
  { context }: StepWork,
  { name, base }: ProposeOrder,
  clone: WorkClone,
): QuickLook | undefined {
  const { repository, store, suite, started, hooks } = context;
  const objectsDir = join(store.folder, 'objects');
  const { seed, suiteHash } = started;
  return suite === null || suiteHash === null
    ? undefined
    : quickLookAt({
        repository,
        store,
        suite,
        suiteHash,
        clone,
        base,
        objectsDir,
        seed,
        name,
        hooks,
      });
}

/** Also of an agent that failed: what it did is what explains the failure. */
function recordTrace(work: StepWork, { name, role }: ProposeOrder, trace: AgentTrace): void {
  const text = trace.text();
  if (text !== '') {
    recordText(work, { name: `proposals/${name}-trace.jsonl`, agent: role, text });
  }
}

/**
 * Writes a recorded patch where `hone try` can read it.
 *
 * @throws HoneError E_JOURNAL when the recorded text is gone
 */
export function patchFile(work: StepWork, patch: ArtifactRecord, folder: string): string {
  const path = join(folder, patch.name.slice(patch.name.lastIndexOf('/') + 1));
  if (!patch.name.endsWith('.patch')) {
    throw new HoneError('E_PATCH', `${patch.name} is no patch.`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, work.context.store.getBlob(patch.sha256));
  return path;
}
