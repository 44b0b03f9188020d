import { StepFailure } from '../../../port/index.ts';
import type { BaselineBody, BottleneckReport } from '../../../model/index.ts';
import {
  mediansOfBaseline,
  mediansOfCandidate,
  type MedianOf,
  nextMove,
  type SearchMove,
  targetDistances,
} from '../../../plan/index.ts';
import { proposerBrief, type Tried } from '../../../report/index.ts';
import type { ProposalSource } from '../../try/options.ts';
import type { ArtifactRecord, Produced } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf } from '../record-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';
import { recordManifest } from './manifest.ts';
import { now } from './measure.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { hasProposers, type Proposals, proposalsOf, type Round } from './round-proposals.ts';
import { tryRoadmap } from './roadmap.ts';
import { type JudgedRound, judgeRound } from './round-trial.ts';

/** A round with what it brought. */
interface EndedRound {
  readonly proposals: Proposals;
  /** Null when nothing was handed in. */
  readonly judged: JudgedRound | null;
  /** Wall time in ms since 1970. */
  readonly endedAtMs: number;
}

/**
 * The implementation: round after round, every developer proposes at the same time, each in a clone
 * of what is kept so far; all proposals go through the trial of `hone try`, one at a time; what
 * passes is what the next round starts from. The search policy says when it ends.
 */
export async function implement(work: StepWork): Promise<Produced> {
  const { step } = work;
  const begunAtMs = await timeOf(work, `${step.id}/begin`);
  const ended: EndedRound[] = [];
  let move = moveAfter(work, ended, begunAtMs);
  while (move.kind === 'round') {
    const round = roundOf(work, move, ended);
    const proposals = await proposalsOf(work, round);
    const ready = move.round === 1 ? readySources(work) : [];
    const sources = [...ready, ...proposals.patches];
    if (sources.length === 0 && move.round === 1) {
      const failure = [nothingToTry(work), ...proposals.without].join(' ');
      throw new StepFailure(step.id, failure, { attempts: 1, transient: false, errorCode: null });
    }
    const judged = sources.length === 0 ? null : await judgeRound(work, round, sources);
    const soFar =
      judged === null
        ? { proposals, judged }
        : await retryConflicts(work, round, { proposals, judged });
    const endedAtMs = await timeOf(work, `${round.prefix}/end`);
    ended.push({ ...soFar, endedAtMs });
    move = moveAfter(work, ended, begunAtMs);
  }
  return produced(work, ended, move.reason);
}

/** The time when the flow first came here, recorded so that it is the same after a crash. */
function timeOf(work: StepWork, id: string): Promise<number> {
  const { flow, step } = work;
  const options = { ...optionsFor(work, `${step.name}: time`), parse: trusted<number> };
  return flow.step(id, options, async () => Date.parse(now()));
}

async function produced(
  work: StepWork,
  ended: readonly EndedRound[],
  stopped: string,
): Promise<Produced> {
  const { flow, step, context } = work;
  const { base } = context.started;
  const { commit } = stackOf(work, ended);
  const kept = commit === base.commit ? null : commit;
  const decisions = ended.flatMap(({ judged }) => judged?.decisions ?? []);
  const without = ended.flatMap(({ proposals }) => proposals.without);
  const targets = distancesAfter(work, ended);
  const manifest = await flow.step(
    `${step.id}/manifest`,
    { ...optionsFor(work, 'what came of it'), parse: trusted<ArtifactRecord & Summary> },
    async ({ signal }) =>
      recordManifest(work, { decisions, commit: kept, stopped, without, targets }, signal),
  );
  const patches = ended.flatMap(({ proposals }) => proposals.patches);
  const runs = ended.flatMap(({ judged }) => judged?.runs ?? []);
  const roadmap = await tryRoadmap(work, { decisions, runs });
  return {
    artifacts: [manifest, ...patches, ...roadmap],
    commit,
    variables: {},
    findings: [{ name: 'something was kept', passed: kept !== null, message: manifest.summary }],
  };
}

interface Summary {
  readonly summary: string;
}

function moveAfter(work: StepWork, ended: readonly EndedRound[], begunAtMs: number): SearchMove {
  const { search } = work.context.started;
  const lastMs = ended.at(-1)?.endedAtMs ?? begunAtMs;
  const distances = distancesAfter(work, ended);
  return nextMove(
    {
      rounds: ended.map(({ proposals, judged }) => ({
        attempts: judged?.decisions.length ?? 0,
        kept: (judged?.decisions ?? []).filter(({ decision }) => decision === 'kept').length,
        cost: proposals.usage.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
      })),
      elapsedMs: lastMs - begunAtMs,
      targetsReached: distances.length > 0 && distances.every(({ reached }) => reached),
      bottleneckLeft: null, // until there is a profile
      hasProposers: hasProposers(work),
    },
    search,
  );
}

/** How far the targets are with what is kept so far. */
function distancesAfter(
  work: StepWork,
  ended: readonly EndedRound[],
): ReturnType<typeof targetDistances> {
  return targetDistances(suiteOf(work), medianAfter(work, ended));
}

/** From the newest round that kept something; before that from the baseline. */
function medianAfter(work: StepWork, ended: readonly EndedRound[]): MedianOf {
  const newest = ended.findLast(({ judged }) => Object.keys(judged?.metrics ?? {}).length > 0);
  if (newest !== undefined) {
    return mediansOfCandidate(newest.judged?.metrics ?? {});
  }
  const record = work.board.artifact('baseline-metrics.json');
  const baseline = record === null ? null : jsonOf<BaselineBody>(work, record);
  return mediansOfBaseline(suiteOf(work), baseline);
}

function stackOf(work: StepWork, ended: readonly EndedRound[]): Round['base'] {
  const last = ended.findLast(({ judged }) => judged !== null);
  return last?.judged?.stack ?? work.context.started.base;
}

function roundOf(
  work: StepWork,
  move: Extract<SearchMove, { readonly kind: 'round' }>,
  ended: readonly EndedRound[],
): Round {
  const { step } = work;
  const { commit, tree } = stackOf(work, ended);
  return {
    move,
    prefix: move.round === 1 ? step.id : `${step.id}/round-${move.round}`,
    base: { commit, tree },
    brief: briefFor(work, ended),
  };
}

/** Tokens of the context that a developer gets besides the prompt of the role. */
const BRIEF_TOKENS_MAX = 3_000;

function briefFor(work: StepWork, ended: readonly EndedRound[]): string {
  const report = work.board.artifact('bottleneck-report.json');
  const tried: Tried[] = ended.flatMap(({ judged }, index) =>
    (judged?.decisions ?? []).map((decision) => ({ round: index + 1, decision })),
  );
  return proposerBrief({
    suite: suiteOf(work),
    medianOf: medianAfter(work, ended),
    targets: distancesAfter(work, ended),
    bottlenecks: report === null ? null : jsonOf<BottleneckReport>(work, report),
    tried,
    files: [],
    tokensMax: BRIEF_TOKENS_MAX,
  });
}

function nothingToTry({ context, returned }: StepWork): string {
  if (returned !== null && context.started.proposals.length > 0) {
    return (
      'There is nothing new to try: the proposals that the run was given have been tried, and no ' +
      `developer handed in another. Step ${returned.from} had sent the work back: ` +
      `${returned.feedback} To try the same proposals again, answer retry.`
    );
  }
  return (
    'There is nothing to try: no proposal was given, and no developer handed one in. Give ' +
    "patches or branches (--proposal fix.patch) or a developer (--role 'developer=COMMAND')."
  );
}

/**
 * Proposals that came with the run. Work that a later step sent back needs something new; a person
 * who says `retry` wants the same again.
 */
function readySources({ context, returned }: StepWork): ProposalSource[] {
  if (returned !== null && !returned.from.endsWith('/escalation')) {
    return [];
  }
  return context.started.proposals.map((source): ProposalSource => {
    if (source.kind !== 'command' || source.command.kind === 'shell') {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only words need a first
      return source as ProposalSource;
    }
    const [first = '', ...rest] = source.command.words;
    return { kind: 'command', command: { kind: 'words', words: [first, ...rest] } };
  });
}
