import type { Clock } from '../../../src/base/index.ts';
import type { Engine, ProcessGroup } from '../../../src/port/index.ts';
import type { RunId } from '../../../src/model/index.ts';

/** Waiting, as drivers that can be given another time take it. */
export interface Timers {
  /** Calls back once after `ms`. @returns takes it back */
  after(ms: number, callback: () => void): () => void;
}

/** What the drivers of one family are opened with. */
export interface OpenOptions {
  readonly clock?: Clock;
  /** Given together with `clock`, and only where `fakeTime` is null. */
  readonly timers?: Timers;
  /** Called before and after each commit, only where `commits` is null; may kill the process. */
  readonly onCommit?: (phase: 'before' | 'after') => void;
  /** Limits of the classes that steps use; a family may have more. */
  readonly classes?: Readonly<Record<string, number>>;
  /** Takes every owner of a run for dead, only where `takeOver` is null. */
  readonly deadOwners?: boolean;
}

/** One open driver, as one process would hold it. */
export interface DriverUnderTest {
  readonly engine: Engine;
  close(): void | Promise<void>;
}

/** Something that happens to what a driver has stored, behind its back while it is closed. */
export interface Damage {
  /** In words: `a changed result of a step`. */
  readonly name: string;
  apply(folder: string, run: RunId): void | Promise<void>;
  /** What the complaint has to name. */
  readonly names: RegExp;
}

/**
 * Drivers of one kind, over state that several of them share when they are opened in one folder.
 * What a family can't be put through it says in a sentence, which is printed when a test is
 * skipped; null means that it can.
 */
export interface DriverFamily {
  /** Path of a module whose `family` is this one, for child processes. */
  readonly module: string;
  open(folder: string, options?: OpenOptions): DriverUnderTest | Promise<DriverUnderTest>;
  /** The identity of a process that leads its group, as the driver's `owns` takes it. */
  processGroupOf(pid: number): ProcessGroup;
  /** Whether time can be an argument. */
  readonly fakeTime: string | null;
  /** Whether `onCommit` is called. */
  readonly commits: string | null;
  /** Whether `deadOwners` has an effect. */
  readonly takeOver: string | null;
  /** Whether the state lies in the folder, so that a full disk below it matters. */
  readonly fullDisk: string | null;
  /** Ways to damage a run whose steps `small` and `big` (over 4 KB) are done. */
  readonly damages: readonly Damage[];
}
