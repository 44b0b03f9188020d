import type { CommandLine } from '../model/index.ts';

/**
 * Fills a role once: an agent's command line today, other ways later. It rejects with a HoneError
 * that says what to do; a `TransientError` is worth another attempt.
 */
export type Executor = (task: RoleTask, control: ExecutorControl) => Promise<RoleOutput>;

/** What a role is asked to do. */
export interface RoleTask {
  /** Such as `developer`; for messages and `HONE_ROLE`. */
  readonly role: string;
  /** The whole prompt with every placeholder filled in. */
  readonly prompt: string;
  /** Absolute; where the work is done. What is changed there is collected by the caller. */
  readonly folder: string;
  /**
   * Absolute, outside `folder` so that nothing of it turns up in a diff. Prompts, logs and what is
   * handed in lie in folders below it, one for each attempt of a command.
   */
  readonly outputFolder: string;
  /** What has to be handed in; may be empty for a role that only changes files. */
  readonly artifacts: readonly ExpectedArtifact[];
  /** What it may hand in besides, as files in its folder; left out: nothing. */
  readonly optional?: readonly ExpectedArtifact[];
  /** On top of the user's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** One file that a role must hand in. */
export interface ExpectedArtifact {
  /** Relative path with `/`, such as `plan.json` or `plans/first.json`. */
  readonly name: string;
  /** Name of the schema that the caller holds it against; null for text. */
  readonly schema: string | null;
}

/** What the caller keeps hold of. */
export interface ExecutorControl {
  /** Ends the work: it rejects with E_INTERRUPTED after everything that was started is gone. */
  readonly signal: AbortSignal;
  /** 1 to `TIMEOUT_MS_MAX`. */
  readonly timeoutMs: number;
  /** Is told of each process group that is started, before anything else happens to it. */
  readonly owns: (processGroup: ProcessGroup) => void;
  /** What the work may use up; left out: nothing but the time is bounded. */
  readonly budget?: AgentBudget;
  /** Is told of what the agent does while it does it; for people and receipts, never believed. */
  readonly onTrace?: (event: TraceEvent) => void;
  /** Puts a command line into the sandbox; left out: it runs as hone itself does. */
  readonly contain?: Contain;
}

/** Bounds on what an agent reports about itself; its work ends when it passes one. */
export interface AgentBudget {
  /** Tokens read and written together; null for no bound. */
  readonly tokensMax: number | null;
  /** US dollars; null for no bound. */
  readonly costMax: number | null;
}

/**
 * Gives the command line that runs another one inside the sandbox.
 *
 * @param writable - absolute folders that the command may write to besides its working folder
 * @param readable - absolute files that it can read, also where all around them is hidden
 */
export type Contain = (
  command: CommandLine,
  writable: readonly string[],
  readable: readonly string[],
) => Promise<CommandLine>;

/** One thing that an agent did or said, in the order in which it was seen. */
export type TraceEvent =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'thought'; readonly text: string }
  | {
      readonly kind: 'tool';
      /** The agent's own name for it, such as `Edit` or `shell`. */
      readonly name: string;
      /** What it was used on, in few words: a path, a command line; '' when it is not said. */
      readonly about: string;
      readonly outcome: 'begun' | 'done' | 'failed';
    }
  | {
      readonly kind: 'permission';
      readonly about: string;
      readonly answer: 'allowed' | 'refused';
    }
  | { readonly kind: 'usage'; readonly usage: AgentUsage };

/**
 * Lets who proposes have the engine look at the folder as it is now. It is indicative: what it
 * finds is text for the proposer, and no decision ever sees it.
 */
export interface QuickLook {
  /** What may be measured, the most interesting first; not empty. */
  readonly benchmarks: readonly string[];
  /**
   * Compares the folder with its base on one of them.
   *
   * @throws HoneError with what to tell the proposer; the reason of an aborted signal
   */
  readonly measure: (benchmark: string, signal: AbortSignal) => Promise<string>;
}

/** A process group by the identity of its leader: the id alone may have been given away since. */
export interface ProcessGroup {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat, clock ticks since boot; null where that can't be read. */
  readonly startedAt: string | null;
}

/** What a role did. Its artifacts are text that nobody has checked yet. */
export interface RoleOutput {
  /** One for each expected artifact, in that order. */
  readonly artifacts: readonly HandedInArtifact[];
  /** Files handed in that nobody asked for; they are not read. */
  readonly unexpected: readonly string[];
  /** What the role said in the end, for people; never a measurement. */
  readonly text: string;
  /** As the agent reports it; null when it reports nothing. */
  readonly usage: AgentUsage | null;
  /** Exit code of a command, always 0; null for a person. */
  readonly exit: number | null;
}

/** One artifact as it was handed in. */
export interface HandedInArtifact {
  readonly name: string;
  readonly text: string;
  /** A file, the last ```json block or all of what was printed, or what a person answered. */
  readonly from: 'file' | 'json-block' | 'whole-output' | 'answer';
}

/** What an agent says that its work cost. */
export interface AgentUsage {
  /** Read and written together; null when it is not said. */
  readonly tokens: number | null;
  /** In US dollars; null when it is not said. */
  readonly cost: number | null;
}
