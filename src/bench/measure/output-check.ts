import { join } from 'node:path';

import type { Sample } from '../../model/index.ts';
import type { Runner } from '../runner-client.ts';
import { COMPARATOR_TIMEOUT_MS } from './limits.ts';
import type { MeasurePlan, Side } from './plan.ts';
import type { Seat } from './seat.ts';
import { wordsOf } from './words.ts';

/** Why an output is not accepted. */
export type OutputFailure =
  | { readonly kind: 'output-differs'; readonly baseSha256: string; readonly sha256: string }
  | { readonly kind: 'output-unstable' }; // the base disagrees with itself

/** Holds every sample's output against the base's first one. */
export interface OutputCheck {
  /** Where the runner has to keep the standard output of the next sample, or null. */
  readonly keepAt: string | null;
  /** Called for each sample in order; the first must be the base's. */
  check(sample: Sample): Promise<OutputFailure | null>;
}

interface ComparatorTools {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly seatOf?: (side: Side, half: 0 | 1) => Seat;
}

/**
 * The check that the plan's rule asks for. A comparator command is called with two files, the
 * base's first output and the one in question; exit code 0 accepts. Each distinct output is asked
 * about once.
 *
 * @param scratch - a private folder for the outputs
 * @param known - samples of an earlier process; their outputs were accepted then
 */
export function outputCheckFor(
  plan: MeasurePlan,
  tools: ComparatorTools & { scratch: string },
  known: readonly Sample[],
): OutputCheck {
  const accepted = new Set(known.map((sample) => sample.outputSha256));
  const firstBase = known.find((sample) => sample.side === plan.base.name);
  let base = firstBase?.outputSha256 ?? null;
  const keepAt = plan.output.kind === 'command' ? join(tools.scratch, 'output') : null;
  const basePath = join(tools.scratch, 'output-of-base');

  return {
    get keepAt() {
      return keepAt !== null && base === null ? basePath : keepAt;
    },
    async check(sample) {
      if (plan.output.kind === 'ignore' || accepted.has(sample.outputSha256)) {
        return null;
      }
      if (base === null) {
        base = sample.outputSha256;
        accepted.add(base);
        return null;
      }
      if (plan.output.kind === 'command' && keepAt !== null) {
        const words = [...wordsOf(plan.output.command), basePath, keepAt] as const;
        if (await comparatorAccepts(plan, tools, words, sample.half)) {
          accepted.add(sample.outputSha256);
          return null;
        }
      }
      return sample.side === plan.base.name
        ? { kind: 'output-unstable' }
        : { kind: 'output-differs', baseSha256: base, sha256: sample.outputSha256 };
    },
  };
}

/** It is run where the base is, so that no candidate's code takes part; it may write there. */
async function comparatorAccepts(
  plan: MeasurePlan,
  tools: ComparatorTools,
  words: readonly [string, ...string[]],
  half: 0 | 1,
): Promise<boolean> {
  const result = await tools.runner.run(
    {
      words,
      cwd: plan.base.cwd[half],
      env: plan.base.env,
      stdinPath: null,
      placement: 'free',
      timeoutMs: COMPARATOR_TIMEOUT_MS,
      exactMemory: false,
      captureBytesMax: 0,
      keepStdoutAt: null,
    },
    tools.signal,
  );
  await tools.seatOf?.(plan.base, half).settle();
  return result.exit.kind === 'exited' && result.exit.code === 0;
}
