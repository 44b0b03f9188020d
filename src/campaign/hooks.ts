import type { Progress } from '../bench/index.ts';

/** How a use case tells an app what goes on. Apps that do not care pass `silent`. */
export interface Hooks {
  /** One sentence about what starts now. */
  readonly onStage: (text: string) => void;
  /** Called after every round of a measurement. */
  readonly onProgress: (progress: Progress) => void;
  /** Something that a person should know although the work goes on. */
  readonly onWarning: (text: string) => void;
}

/** Hooks that say nothing. */
export const silent: Hooks = {
  onStage: () => undefined,
  onProgress: () => undefined,
  onWarning: () => undefined,
};
