import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Place } from './spawn-hone.ts';
import { CONFIG, subject } from './subject.ts';

/** Where a run can be held: each is a command of the subject's own. */
export const STAGES = ['setup', 'test', 'command', 'measuring', 'generate'] as const;
export type Stage = (typeof STAGES)[number];

/** Waits in a child of its own when this stage is to be held, or else does nothing. */
const HOLD = `if test -e "$1/hold-$2"; then
  sleep 300 &
  mv "$1/hold-$2" "$1/held-$2"
  wait
fi
`;

/** A subject whose commands wait where a test wants to look at the run or to end it. */
export interface HeldSubject {
  readonly root: string;
  /** What to put behind `hone try --` for a proposal that is faster. */
  readonly edit: readonly string[];
  /** The next command of this stage waits until it is ended, once. */
  readonly hold: (stage: Stage) => void;
  /** True once a command waits. */
  readonly isHeld: (stage: Stage) => boolean;
  /** Forgets that it waited, because it was ended. */
  readonly letGo: (stage: Stage) => void;
}

export function heldSubject(place: Place): HeldSubject {
  place.env['HONE_SANDBOX'] = 'none'; // its commands tell the test where they are by files outside
  const file = (name: string): string => join(place.root, name);
  writeFileSync(file('hold.sh'), HOLD);
  const at = (stage: Stage): string => `sh ${file('hold.sh')} ${place.root} ${stage}`;
  const { root } = subject(place, {
    'hone.yaml': `${CONFIG.replaceAll('run: sh src/main.sh', 'run: sh bench.sh')}setup: sh setup.sh\n`,
    'setup.sh': `${at('setup')}\n`,
    'test.sh': `${at('test')}\nsh src/main.sh | grep -q done\n`,
    'bench.sh': `${at('measuring')}\nsh src/main.sh\n`,
    'make.sh': `${at('generate')}\necho "$1" > input.txt\n`,
  });
  const faster = "printf 'sleep 0.01\\necho done\\n' > src/main.sh";
  return {
    root,
    edit: ['sh', '-c', `${at('command')}; ${faster}`],
    hold: (stage) => writeFileSync(file(`hold-${stage}`), ''),
    isHeld: (stage) => existsSync(file(`held-${stage}`)),
    letGo: (stage) => rmSync(file(`held-${stage}`)),
  };
}
