import type { StripAttributes } from '../clean/attributes.ts';

/** What one finished process cost; CPU times include its own children that it waited for. */
export interface Reaped {
  readonly pid: number;
  readonly end: { kind: 'exited'; code: number } | { kind: 'signalled'; signal: string };
  readonly userNs: number;
  readonly systemNs: number;
  readonly peakRssBytes: number;
}

/** A command in the form in which the system takes it. */
export interface SystemSpawn {
  readonly file: string;
  readonly words: readonly string[];
  readonly env: readonly string[]; // NAME=value
  /** Descriptors 0, 1, 2 and so on of the command. */
  readonly descriptors: readonly number[];
}

/** A spawn whose memory is laid out, so that nothing is left to convert once the clock runs. */
export interface PreparedSpawn {
  /** A process id, or the error's name (ENOENT, …). It leads a new process group. */
  start(): number | string;
  /** Monotonic ns right before the system was asked to start it; 0 before that. */
  readonly startedNs: number;
  /** Gives the memory back; call it once. */
  dispose(): void;
}

/** Something that can be waited for together with the engine. */
export interface ExitWatch {
  /** Returns at the first of: the process ended, the engine sent something, the time is over. */
  wait(timeoutMs: number): 'ended' | 'engine' | 'time';
  /** Monotonic ns right after the last wait was over; 0 before that. */
  readonly returnedNs: number;
  close(): void;
}

/** A pipe that holds a command back until a line is written to it. */
export interface Gate {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/** The system calls that Node does not offer. One file for each operating system. */
export interface System {
  readonly prepare: (order: SystemSpawn) => PreparedSpawn;
  /** @param engineFd - becomes readable when the engine wants something */
  readonly watch: (pid: number, engineFd: number) => ExitWatch;
  /** Waits for one child; `none` when there is no such child (any more). */
  readonly reap: (pid: number) => Reaped | 'none';
  /** Takes any child that has ended, without waiting. */
  readonly reapAny: () => Reaped | 'alive' | 'none';
  /** Sleeps, blocking. */
  readonly pause: (microseconds: number) => void;
  /** Orphans of the tree become children of the runner, so that `reapAny` sees all of it. */
  readonly adoptsOrphans: boolean;
  /** The largest peak that may be the runner's own in disguise; 0 where there is no such effect. */
  readonly memoryFloorBytes: () => number;
  /** For commands whose small peak is wanted; null where every peak can be seen anyway. */
  readonly openGate: (() => Gate) | null;
  /** Cores that the runner may use, ascending; null where it can't choose. */
  readonly cores: readonly number[] | null;
  /** Restricts this process and what it starts to these cores. */
  readonly placeOn: (cores: readonly number[]) => void;
  /** Keeps commands from making message queues, which outlive them and can't be listed. */
  readonly forbidMessageQueues: () => void;
  readonly stripAttributes: StripAttributes;
}
