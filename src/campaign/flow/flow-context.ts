import type { FlowFile, FlowStep } from '../../flow/index.ts';
import type { Flow } from '../../port/index.ts';
import type { Repository } from '../../git/index.ts';
import type { RunId, Suite } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Hooks } from '../hooks.ts';
import type { ProposerSandbox } from '../proposing/proposer-sandbox.ts';
import type { Board } from './board.ts';
import type { FlowStarted } from './flow-started.ts';
import type { ReturnNote } from './return-note.ts';

/** What every step of a flow's run works with. */
export interface FlowContext {
  readonly run: RunId;
  readonly file: FlowFile;
  readonly started: FlowStarted;
  readonly repository: Repository;
  readonly store: Store;
  /** hone.yaml as it was when the run started; null in a repository without one. */
  readonly suite: Suite | null;
  readonly hooks: Hooks;
  /** Keeps agents from the machine; found when the first of them begins. */
  readonly sandbox: (signal: AbortSignal) => Promise<ProposerSandbox>;
}

/** One step at work. */
export interface StepWork {
  readonly context: FlowContext;
  /** The branch of the flow that the step runs in. */
  readonly flow: Flow;
  readonly step: FlowStep;
  readonly board: Board;
  /** Who sent the work back to this step last, and why; null the first time. */
  readonly returned: ReturnNote | null;
  /** 1 for the first time; each return to the step or to one before it counts. */
  readonly round: number;
}
