import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import {
  type CallCount,
  type HotFunction,
  type HotLine,
  type LoopFacts,
  nominate,
  NOTHING_OBSERVED,
  type SyncCalls,
} from '../../src/detectors/index.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'detectors');

/** One program of the corpus: what a profile of it would say, and what a rule should say of it. */
export interface Program {
  readonly name: string;
  readonly text: string;
  readonly isPositive: boolean;
  /** `rule:line` */
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

interface Marks {
  readonly functions: (HotFunction & { hotLines: HotLine[] })[];
  readonly expected: string[];
  readonly syncIo: SyncCalls[];
  readonly calls: CallCount[];
  loop: LoopFacts | null;
}

/**
 * Reads the programs and runs all rules on each alone. Comments that begin with `//:` say what was
 * seen: `function SHARE` on the line where a function begins, `line SHARE` and `alloc SHARE` for the
 * function begun last, `calls COUNT DISTINCT`, `sync NAME COUNT MS`, and alone on a line `loop
 * UTILISATION IDLE` and `regexp SHARE SOURCE`. `expect RULE` is what should be nominated there.
 */
export function readCorpus(): Program[] {
  return globSync('*/*.js', { cwd: FOLDER })
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(FOLDER, path), 'utf8');
      const name = basename(path, '.js');
      const marks = readMarks(`${name}.js`, text);
      const { nominations } = nominate({
        hotFunctions: marks.functions,
        files: [],
        sourceOf: () => text,
        runtime: {
          ...NOTHING_OBSERVED,
          syncIo: marks.syncIo,
          calls: marks.calls,
          loop: marks.loop,
        },
      });
      return {
        name,
        text,
        isPositive: path.startsWith('positive'),
        expected: marks.expected.toSorted(),
        found: nominations.map(({ rule, line }) => `${rule}:${line}`).toSorted(),
      };
    });
}

function readMarks(file: string, text: string): Marks {
  const marks: Marks = { functions: [], expected: [], syncIo: [], calls: [], loop: null };
  for (const [index, code] of text.split('\n').entries()) {
    const said = code.split('//: ')[1];
    if (said?.startsWith('regexp ') === true) {
      const [, share, ...source] = said.split(' ');
      marks.functions.push(hotFunction(`RegExp: ${source.join(' ')}`, '', 0, Number(share)));
    } else {
      for (const mark of said?.split(', ') ?? []) {
        addMark(marks, file, index + 1, mark.split(' '));
      }
    }
  }
  return marks;
}

function addMark(marks: Marks, file: string, line: number, [word, ...rest]: string[]): void {
  const numbers = rest.map(Number);
  const [first = Number.NaN, second = Number.NaN] = numbers;
  const open = marks.functions.at(-1);
  if (word === 'function') {
    marks.functions.push(hotFunction(`at${line}`, file, line, first));
  } else if (word === 'line' && open !== undefined) {
    open.hotLines.push({ line, share: first });
  } else if (word === 'alloc' && open !== undefined) {
    marks.functions.splice(-1, 1, { ...open, allocShare: first });
  } else if (word === 'calls') {
    marks.calls.push({ name: `at${line}`, file, line, count: first, distinctArguments: second });
  } else if (word === 'sync') {
    const [name = '', count, ms] = rest;
    marks.syncIo.push({ name, file, line, count: Number(count), ms: Number(ms) });
  } else if (word === 'loop') {
    marks.loop = { utilisation: first, idleShare: second };
  } else if (word === 'expect') {
    marks.expected.push(`${rest[0]}:${line}`);
  } else {
    throw new Error(`${file}:${line}: what does «${word}» mean?`);
  }
}

function hotFunction(
  name: string,
  file: string,
  line: number,
  share: number,
): HotFunction & { hotLines: HotLine[] } {
  const interval = { estimate: share, lo: share * 0.8, hi: Math.min(1, share * 1.2) };
  return { name, file, line, share: interval, hotLines: [] };
}
