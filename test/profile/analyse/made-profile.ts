import type {
  Frame,
  FrameKind,
  Profile,
  ProfiledThread,
  ProfileUnit,
} from '../../../src/profile/index.ts';

/** One sample: the stack from the outside in, and what it counts. */
export interface MadeSample {
  /** `name`, or `kind:name`; a name may be `name@file:line:column`. */
  readonly stack: readonly string[];
  readonly value: number;
  readonly thread?: number;
  readonly line?: number;
}

const KINDS: readonly string[] = [
  'js',
  'native',
  'builtin',
  'gc',
  'compile',
  'runtime',
  'idle',
  'preempted',
  'unknown',
];

/** A main thread without known times. */
export const MAIN: ProfiledThread = {
  pid: 10,
  ppid: 1,
  tid: 0,
  name: 'main',
  main: true,
  startNs: 0,
  endNs: 0,
};

/** A profile from samples that are written out. */
export function madeProfile(
  samples: readonly MadeSample[],
  more: { readonly threads?: readonly ProfiledThread[]; readonly unit?: ProfileUnit } = {},
): Profile {
  const frames: Frame[] = [];
  const frameNumbers = new Map<string, number>();
  const parents: number[] = [];
  const stackFrames: number[] = [];
  const stackNumbers = new Map<string, number>();
  const frameOf = (text: string): number => {
    const known = frameNumbers.get(text);
    if (known !== undefined) {
      return known;
    }
    frameNumbers.set(text, frames.length);
    frames.push(madeFrame(text));
    return frames.length - 1;
  };
  const stackOf = (texts: readonly string[]): number => {
    let stack = -1;
    for (const text of texts) {
      const key = `${stack} ${text}`;
      const known = stackNumbers.get(key);
      if (known === undefined) {
        stackNumbers.set(key, parents.length);
        parents.push(stack);
        stackFrames.push(frameOf(text));
      }
      stack = known ?? parents.length - 1;
    }
    return stack;
  };
  return {
    source: 'v8-cpu',
    unit: more.unit ?? 'ns',
    threads: more.threads ?? [MAIN],
    samples: {
      stack: Int32Array.from(samples, ({ stack }) => stackOf(stack)),
      thread: Int32Array.from(samples, ({ thread }) => thread ?? 0),
      value: Float64Array.from(samples, ({ value }) => value),
      line: Int32Array.from(samples, ({ line }) => line ?? 0),
    },
    frames,
    stackParent: Int32Array.from(parents),
    stackFrame: Int32Array.from(stackFrames),
    caveats: [],
  };
}

function madeFrame(text: string): Frame {
  const [first = '', ...rest] = text.split(':');
  const isKind = KINDS.includes(first) && rest.length > 0;
  const [name = '', place = ''] = (isKind ? rest.join(':') : text).split('@');
  const [, file = place, line = '0', column = '0'] = /^(.*?):(\d+):(\d+)$/.exec(place) ?? [];
  return {
    name,
    file,
    line: Number(line),
    column: Number(column),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- KINDS has just proved it
    kind: isKind ? (first as FrameKind) : 'js',
  };
}

/** A subject whose root is `/app`. */
export const SUBJECT = {
  root: '/app',
  packageName: 'app',
  dependencies: ['marked', '@scope/tool'],
  workspaces: [{ name: 'inner', folder: 'packages/inner' }],
};

/** No sources. */
export function noSource(): null {
  return null;
}
