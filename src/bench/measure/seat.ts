import type { Sample } from '../../model/index.ts';
import type { Traces } from '../clean/traces.ts';
import type { Runner } from '../runner-client.ts';

/** Where one side's samples are taken in one half. */
export interface Seat {
  readonly runner: Runner;
  /** Variables beside those of the side's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Absolute path at which the runner can leave an output, where it can't write anywhere: it is
   * taken away after each sample. Null where it can.
   */
  readonly keepStdoutAt: string | null;
  /**
   * Called after each sample and whatever belongs to it, when nothing of it runs any more: puts
   * everything back that it may have written, and says what that was.
   */
  settle(): Promise<Settled>;
}

/** What was found when a seat was put back. */
export interface Settled {
  readonly wrote: Traces;
  /** What could not be put back, in words. Any makes the sample invalid. */
  readonly remains: readonly string[];
}

/** CPU time that a process took which is none of the samples'. */
export interface Bystander {
  readonly name: string;
  /** Cores that it kept busy on average while a batch was measured. */
  readonly cores: number;
}

/** A sample with what people should know beside its numbers. */
export type WitnessedSample = Sample & {
  /** Files that it left or changed; they were put back. Left out when there were none. */
  readonly wrote?: Traces;
  /** On the last sample of a batch: who else was busy. Left out when nobody was. */
  readonly bystanders?: readonly Bystander[];
};
