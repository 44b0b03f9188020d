import {
  countInstructions,
  type InstructionCounts,
  type InstructionWitness,
  instructionWitness,
  type MeasurePlan,
  WITNESS_RUNS,
  WITNESS_TIME_MS,
  type WitnessKind,
} from '../bench/index.ts';
import { HoneError, MS_PER_S } from '../base/index.ts';
import { contradiction } from '../gates/index.ts';
import type { CandidateResult, Note, Witness } from '../model/index.ts';
import { median } from '../stats/index.ts';
import type { Hooks } from './hooks.ts';
import type { Judged } from './judge-measurement.ts';
import type { Machine } from './machine.ts';

/** What the user wants to know about instructions. */
export interface WitnessOptions {
  readonly kind: WitnessKind;
  /** For all runs of one row together; WITNESS_TIME_MS when left out. */
  readonly timeLimitMs?: number;
}

/** A second witness that works on this machine. */
export interface CompareWitness {
  readonly kind: WitnessKind;
  /** Counts base and candidates of one row. @param half - whose folders are in place */
  count(plan: MeasurePlan, half: 0 | 1): Promise<InstructionCounts>;
}

/**
 * Tries the witness out before anything is measured, so that minutes of measuring do not end in an
 * error about a missing program.
 *
 * @returns null when none is wanted
 * @throws HoneError E_MISSING_TOOL with what to install or to use instead
 */
export async function openWitness(
  options: WitnessOptions | null | undefined,
  machine: Pick<Machine, 'runner'>,
  env: Readonly<Record<string, string>>,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<CompareWitness | null> {
  if (options === null || options === undefined) {
    return null;
  }
  const { kind, timeLimitMs = WITNESS_TIME_MS } = options;
  const { signal } = context;
  const tools = { runner: machine.runner, signal };
  const witness: InstructionWitness = instructionWitness({ kind, ...tools });
  const availability = await witness.available(env);
  if (availability.kind === 'unavailable') {
    const instead = kind === 'perf' ? ' --witness cachegrind counts without the processor.' : '';
    throw new HoneError('E_MISSING_TOOL', sentence(availability.reason) + instead);
  }
  return {
    kind,
    count: (plan, half) => {
      context.hooks.onStage(
        `Counting instructions with ${kind}: ${WITNESS_RUNS} runs of each side, at most ` +
          `${timeLimitMs / MS_PER_S} s`,
      );
      return countInstructions(plan, tools, { witness, half, timeLimitMs });
    },
  };
}

/** What a result gets from the second witness: its figures, and notes about them. */
export function witnessed(
  judged: Judged,
  sides: { readonly base: string; readonly candidate: string },
  counted: { readonly kind: WitnessKind; readonly counts: InstructionCounts } | null,
): Pick<CandidateResult, 'notes' | 'witness'> {
  if (counted === null) {
    return { notes: judged.notes };
  }
  const { kind, counts } = counted;
  const witness = witnessFrom(kind, counts, sides);
  const claimed = Object.entries(judged.metrics).filter(([, result]) => result.claimed);
  const contradictions = claimed.flatMap(([metric, result]) =>
    witness === null ? [] : (contradiction(metric, result, witness) ?? []),
  );
  return { witness, notes: [...judged.notes, ...contradictions, ...stoppedNotes(kind, counts)] };
}

/** null when one of the sides was never counted. */
function witnessFrom(
  kind: WitnessKind,
  counts: InstructionCounts,
  sides: { readonly base: string; readonly candidate: string },
): Witness | null {
  const [base, candidate] = [sides.base, sides.candidate].map((name) => [
    ...(counts.bySide.get(name) ?? []),
  ]);
  if (base === undefined || candidate === undefined || Math.min(...base, Infinity) <= 0) {
    return null;
  }
  if (base.length === 0 || candidate.length === 0) {
    return null;
  }
  return {
    kind,
    base,
    candidate,
    ratio: {
      estimate: median(candidate) / median(base),
      lo: Math.min(...candidate) / Math.max(...base),
      hi: Math.max(...candidate) / Math.min(...base),
    },
  };
}

function stoppedNotes(kind: WitnessKind, { stopped, bySide }: InstructionCounts): Note[] {
  if (stopped === null) {
    return [];
  }
  const runs = [...bySide.values()].map((counts) => counts.length);
  const kept = `${Math.min(...runs)} of ${WITNESS_RUNS} runs of each side were counted.`;
  return [
    {
      code: stopped.timedOut ? 'witness-timeout' : 'witness-failed',
      text: `Counting instructions with ${kind} ended early: ${sentence(stopped.reason)} ${kept}`,
      advice: stopped.timedOut
        ? 'Give it longer with --witness-time, or less work per run; the verdict does not need it.'
        : 'The verdict does not need it.',
    },
  ];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
