import { HoneError, MS_PER_S, NS_PER_MS } from '../../base/index.ts';
import type { Runner } from '../runner-client.ts';
import type { InstructionWitness } from '../witness.ts';
import { WITNESS_RUNS } from './limits.ts';
import type { MeasurePlan, Side } from './plan.ts';
import { runAround } from './take-sample.ts';
import { wordsOf } from './words.ts';

/** What a counter found, and why it found no more. */
export interface InstructionCounts {
  /** User instructions of each run, by name of the side; a side may have none. */
  readonly bySide: ReadonlyMap<string, readonly number[]>;
  /** Why counting ended early, as a sentence; null when every side has WITNESS_RUNS runs. */
  readonly stopped: { readonly timedOut: boolean; readonly reason: string } | null;
}

/**
 * Counts the instructions of base and candidates in turn, with the plan's own commands,
 * environment, input and folders. It comes after the verdict, so nothing that goes wrong here is
 * thrown: it ends the counting, and what was counted until then is kept.
 *
 * @param options.half - the half whose folders are in place
 * @param options.timeLimitMs - for all runs together
 * @throws HoneError E_INTERRUPTED when aborted
 */
export async function countInstructions(
  plan: MeasurePlan,
  tools: { readonly runner: Runner; readonly signal: AbortSignal },
  options: {
    readonly witness: Pick<InstructionWitness, 'kind' | 'count'>;
    readonly half: 0 | 1;
    readonly timeLimitMs: number;
  },
): Promise<InstructionCounts> {
  const sides = [plan.base, ...plan.candidates];
  const bySide = new Map(sides.map(({ name }): [string, number[]] => [name, []]));
  let leftMs = options.timeLimitMs;
  for (let run = 0; run < WITNESS_RUNS; run++) {
    for (const side of sides) {
      const found = await countOnce(plan, tools, { ...options, side, leftMs }).catch(asStopped);
      if (found.kind === 'stopped') {
        return { bySide, stopped: found };
      }
      bySide.get(side.name)?.push(found.instructions);
      leftMs -= found.spentNs / NS_PER_MS;
    }
  }
  return { bySide, stopped: null };
}

/** How one run ended. */
type Counted =
  | { readonly kind: 'counted'; readonly instructions: number; readonly spentNs: number }
  | { readonly kind: 'stopped'; readonly timedOut: boolean; readonly reason: string };

/** What `prepare` or `cleanup` throw; an interruption and bugs go on as they are. */
function asStopped(thrown: unknown): Counted {
  if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
    return { kind: 'stopped', timedOut: false, reason: thrown.message };
  }
  throw thrown;
}

async function countOnce(
  plan: MeasurePlan,
  tools: { readonly runner: Runner; readonly signal: AbortSignal },
  what: {
    readonly witness: Pick<InstructionWitness, 'kind' | 'count'>;
    readonly side: Side;
    readonly half: 0 | 1;
    readonly timeLimitMs: number;
    readonly leftMs: number;
  },
): Promise<Counted> {
  const { witness, side } = what;
  const cwd = side.cwd[what.half];
  const preparedNs = await runAround(plan, tools, { side, cwd, what: 'prepare' });
  const timeoutMs = Math.floor(what.leftMs - (preparedNs ?? 0) / NS_PER_MS);
  const outcome =
    timeoutMs < 1
      ? ({ kind: 'timed-out' } as const)
      : await witness.count({
          words: wordsOf(side.run),
          cwd,
          env: { ...side.env, HONE_PADDING: '' }, // there in every sample as well
          stdinPath: plan.surroundings.stdinPath,
          timeoutMs,
          ignoreFailure: plan.ignoreFailure,
        });
  const cleanedNs = await runAround(plan, tools, { side, cwd, what: 'cleanup' });
  switch (outcome.kind) {
    case 'counted': {
      const spentNs = outcome.wallNs + (preparedNs ?? 0) + (cleanedNs ?? 0);
      return { kind: 'counted', instructions: outcome.instructions, spentNs };
    }
    case 'timed-out':
      return {
        kind: 'stopped',
        timedOut: true,
        reason: `its ${what.timeLimitMs / MS_PER_S} s were over while ${side.name} ran`,
      };
    case 'unavailable':
    case 'failed':
      return { kind: 'stopped', timedOut: false, reason: outcome.reason };
  }
}
