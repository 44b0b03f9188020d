import type { FunctionIndex } from './function-index.ts';

/**
 * Says which functions stand in lists of where time goes: not waiting, and not the garbage
 * collector, which is counted as a whole and for the functions that made it work.
 */
export function isListed({ functions }: FunctionIndex): (number: number) => boolean {
  return (number) => {
    const kind = functions[number]?.kind;
    return kind !== undefined && kind !== 'idle' && kind !== 'preempted' && kind !== 'gc';
  };
}
