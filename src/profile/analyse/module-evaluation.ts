import type { Frame, Profile } from '../profile.ts';
import { stackTree, totalsOfStacks } from './stack-tree.ts';
import { stackValues } from './stack-values.ts';

/** Time in the code of a module that runs while it is loaded, in the profile's unit. */
export interface ModuleEvaluation {
  /** As recorded. */
  readonly file: string;
  /** Without modules that it loads, and without reading and compiling them. */
  readonly own: number;
  readonly whole: number;
}

/**
 * What a profile shows of modules being loaded: their top-level code and what that calls. What runs
 * later, from the event loop, is no loading.
 */
export function moduleEvaluations(profile: Profile): ModuleEvaluation[] {
  const tree = stackTree(profile);
  const self = stackValues(profile, () => true);
  const totals = totalsOfStacks(tree, self);
  // The module whose loading a stack is a part of, by its file; '' for none.
  const loading: string[] = [];
  const found = new Map<string, { own: number; whole: number }>();
  for (let stack = 0; stack < self.length; stack++) {
    const frame = profile.frames[tree.frame[stack] ?? 0];
    const above = loading[tree.parent[stack] ?? -1] ?? '';
    const file = frame === undefined || isLoader(frame) ? '' : moduleOf(frame, above);
    loading.push(file);
    if (file === '') {
      continue;
    }
    const known = found.get(file) ?? { own: 0, whole: 0 };
    known.own += self[stack] ?? 0;
    known.whole += file === above ? 0 : (totals[stack] ?? 0);
    found.set(file, known);
  }
  return [...found]
    .filter(([, { whole }]) => whole > 0)
    .map(([file, times]) => ({ file, ...times }));
}

/**
 * Share of a profile's time in which modules were found, read, compiled and linked, whichever they
 * were: what is in Node's loader or what it asked of the runtime, but no code of a module.
 */
export function loaderShare(profile: Profile): number {
  const tree = stackTree(profile);
  const self = stackValues(profile, () => true);
  const isLoading: boolean[] = [];
  let [loading, all] = [0, 0];
  for (let stack = 0; stack < self.length; stack++) {
    const frame = profile.frames[tree.frame[stack] ?? 0];
    const above = isLoading[tree.parent[stack] ?? -1] ?? false;
    const own = frame !== undefined && (isLoader(frame) || (above && frame.kind !== 'js'));
    isLoading.push(own);
    loading += own ? (self[stack] ?? 0) : 0;
    all += self[stack] ?? 0;
  }
  return all === 0 ? 0 : loading / all;
}

/** V8 calls the code of a module itself an anonymous function at the start of its file. */
function moduleOf({ kind, name, file, line, column }: Frame, above: string): string {
  const isModule =
    kind === 'js' &&
    file !== '' &&
    line === 1 &&
    column === 1 &&
    (name === '' || name === '(anonymous)');
  return isModule ? file : above;
}

/** Node's loader: what runs below it is for another module. */
function isLoader({ kind, file }: Frame): boolean {
  return kind === 'runtime' && file.startsWith('node:internal/modules/');
}
