import { join } from 'node:path';

import { resolveRevision } from '../../../git/index.ts';
import { type Decision, type MetricsByBenchmark, parseRunId } from '../../../model/index.ts';
import type { ProposalSource } from '../../try/options.ts';
import { runIdNow } from '../../try/run-id-now.ts';
import { resumeTry, tryProposals } from '../../try/run-try.ts';
import { branchOf, moveBranch } from '../campaign-branch.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { patchFile, type ProposedPatch } from '../propose.ts';
import { trusted } from '../trusted.ts';
import { workFolder } from '../work-folder.ts';
import type { Round } from './round-proposals.ts';

/** How a round was judged. */
export interface JudgedRound {
  readonly decisions: readonly Decision[];
  /** All that is kept so far; the base of the round when it kept nothing. */
  readonly stack: { readonly commit: string; readonly tree: string };
  /** The kept of this round together against its base; empty when it kept nothing. */
  readonly metrics: MetricsByBenchmark;
  /** The runs that judged them, oldest first. */
  readonly runs: readonly string[];
}

/**
 * Judges the proposals of a round in a run of its own, so that what was measured before a crash is
 * not measured again, and points the campaign's branch at what is kept so far.
 */
export async function judgeRound(
  work: StepWork,
  round: Round,
  sources: readonly (ProposalSource | ProposedPatch)[],
): Promise<JudgedRound> {
  const { flow, context } = work;
  const { prefix, base } = round;
  const options = { ...optionsFor(work, 'trial of the proposals'), uses: 'measure' };
  const run = await flow.step(
    `${prefix}/trial-run`,
    { ...options, parse: trusted<string>, title: 'naming the trial' },
    async () => runIdNow(),
  );
  const judged = await flow.step(
    `${prefix}/trial`,
    {
      ...options,
      parse: trusted<Omit<JudgedRound, 'stack' | 'runs'> & { readonly commit: string }>,
    },
    async ({ signal }) => trial(work, { run, base, sources }, signal),
  );
  const { commit, ...rest } = judged;
  const stack = await flow.step(
    `${prefix}/branch`,
    { ...options, parse: trusted<JudgedRound['stack']>, title: 'moving the branch' },
    async ({ signal }) => {
      await moveBranch(context, commit, signal);
      const { tree } = await resolveRevision(context.repository, commit, { signal });
      return { commit, tree };
    },
  );
  return { ...rest, stack, runs: [run] };
}

async function trial(
  work: StepWork,
  what: {
    readonly run: string;
    readonly base: Round['base'];
    readonly sources: readonly (ProposalSource | ProposedPatch)[];
  },
  signal: AbortSignal,
): Promise<Omit<JudgedRound, 'stack' | 'runs'> & { readonly commit: string }> {
  const { run, base, sources } = what;
  const { store, repository, hooks, started } = work.context;
  const folder = join(workFolder(work), 'patches');
  const known = store.runs().some((one) => one.run === run);
  const begun = known && store.eventByKey(parseRunId(run), 'started') !== null;
  const result = begun
    ? await resumeTry(repository.root, run, { signal, hooks })
    : await tryProposals(
        {
          folder: repository.root,
          base: base.commit,
          proposals: sources.map((source) =>
            'kind' in source
              ? source
              : {
                  kind: 'patch',
                  path: patchFile(work, source, folder),
                  proposer: source.proposer,
                },
          ),
          keep: false,
          keptOn: branchOf(work.context.run),
          seed: started.seed,
          pairsMax: started.pairsMax,
          timeLimitMs: started.timeLimitMs,
          run,
          judges: started.judges,
        },
        { signal, hooks },
      );
  return {
    decisions: result.decisions,
    commit: result.stack?.commit ?? base.commit,
    metrics: result.stack?.metrics ?? {},
  };
}
