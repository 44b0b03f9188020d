import type { KnownFunction } from '../../profile/index.ts';

/** What a frame is coloured by: whose code it is, or what the runtime did. */
export type FlameCategory =
  | 'own'
  | 'direct'
  | 'transitive'
  | 'runtime'
  | 'builtin'
  | 'native'
  | 'gc'
  | 'waiting'
  | 'unknown'
  | 'group'
  | 'rest';

/** How significant changes are shown, and everything else in a differential graph. */
export type ChangeLook = 'slower' | 'faster' | 'same' | 'gone';

/** Fill under light and dark ink. Text on it has a contrast of 4.5 at least; a test holds that. */
export interface Look {
  readonly words: string;
  /** Stands before the name, so that colour is never needed. */
  readonly sign: string;
  readonly light: string;
  readonly dark: string;
}

/** Ink on every fill. */
export const INK = { light: '#15191f', dark: '#f7f9fb' } as const;

/** Page and ink of what stands beside the frames. */
export const PAPER = {
  light: { paper: '#ffffff', ink: '#1b2027', soft: '#59636e', line: '#dde2e8' },
  dark: { paper: '#0f1419', ink: '#e7ebf0', soft: '#9ba7b4', line: '#2c353f' },
} as const;

/** Look of each category, in the order of the legend. */
export const CATEGORY_LOOKS: Readonly<Record<FlameCategory, Look>> = {
  own: { words: 'own code', sign: '●', light: '#f7ab45', dark: '#a15600' },
  direct: { words: 'direct dependency', sign: '◆', light: '#86bdf2', dark: '#1d639e' },
  transitive: { words: 'transitive dependency', sign: '◇', light: '#c1b8f5', dark: '#5b519f' },
  builtin: { words: 'builtin', sign: '▪', light: '#86d3bb', dark: '#12695a' },
  native: { words: 'native code', sign: '■', light: '#b3c98a', dark: '#4c6420' },
  runtime: { words: 'runtime', sign: '▫', light: '#c6ced7', dark: '#4a5561' },
  gc: { words: 'garbage collection', sign: '✖', light: '#f09cb6', dark: '#96305a' },
  unknown: { words: 'unknown', sign: '?', light: '#ddd3c0', dark: '#5f5645' },
  waiting: { words: 'not running', sign: '○', light: '#e4e8ec', dark: '#333d48' },
  group: { words: 'thread', sign: '≡', light: '#e9edf1', dark: '#2a333d' },
  rest: { words: 'merged', sign: '…', light: '#eceff2', dark: '#262e37' },
};

/** Look of a change; blue and orange are told apart by all but the rarest kinds of sight. */
export const CHANGE_LOOKS: Readonly<Record<ChangeLook, Look>> = {
  slower: { words: 'slower', sign: '▲', light: '#f98b5c', dark: '#b0410f' },
  faster: { words: 'faster', sign: '▼', light: '#79b5f7', dark: '#1a66ad' },
  same: { words: 'no significant change', sign: '=', light: '#dce1e6', dark: '#343e49' },
  gone: { words: 'only before', sign: '−', light: '#f1f3f5', dark: '#1f262e' },
};

/** The category of a function. */
export function categoryOf({ kind, owner }: KnownFunction): FlameCategory {
  switch (kind) {
    case 'gc':
      return 'gc';
    case 'builtin':
      return 'builtin';
    case 'compile':
    case 'runtime':
      return 'runtime';
    case 'idle':
    case 'preempted':
      return 'waiting';
    case 'js':
    case 'native':
    case 'unknown':
      break;
  }
  switch (owner) {
    case 'app':
      return 'own';
    case 'direct-dep':
      return 'direct';
    case 'transitive':
      return 'transitive';
    case 'runtime':
      return kind === 'native' ? 'native' : 'runtime';
    case 'unknown':
      return 'unknown';
  }
}
