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
