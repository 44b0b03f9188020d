import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import type { FrameKind } from '../profile.ts';
import { linesOf } from './decoded.ts';
import { kindByName } from './frame-kind.ts';
import { quoted } from './json-value.ts';
import { VALUE_MAX } from './limits.ts';
import {
  onlyThread,
  type ReadContext,
  type Reader,
  type TitledProfile,
  unreadable,
} from './reader.ts';

const STACK_LINE = /^(.*\S)\s+(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$/;
const TWO_COUNTS = /\s\d+\s+\d+\s*$/;
/** py-spy and others write where in the file the function was: `name (file.py:12)`. */
const WITH_LINE = /^(.+?) \(([^()]+):(\d+)\)$/;
/** `process 7:"command";` with py-spy's --subprocesses, `thread (7): name;` with --threads. */
const THREAD = /^(?:process (\d+):"[^"]*";)?thread \(((?:0x[0-9a-fA-F]+)|\d+)\)(?:: ([^;]*))?;/;
/** perf's and async-profiler's mark of what a frame is. */
const MARKED = /^(.+)_\[([jikaw01])\]$/;

/**
 * Folded stacks, one line each with a count behind it: stackcollapse-perf.pl, inferno,
 * `py-spy record -f raw`, `async-profiler -o collapsed`, `bpftrace` scripts.
 *
 * @see https://github.com/brendangregg/FlameGraph
 */
export const folded: Reader = {
  kind: 'text',
  format: 'folded',
  title: 'folded stacks',
  signs: 'lines like "main;parse;next 42"',
  recognises: (lines) => {
    const stacks = lines.filter((line) => STACK_LINE.test(line)).length;
    return stacks > 0 && stacks >= 0.9 * (lines.length - 1);
  },
  read: readFolded,
};

interface Tally {
  stacks: number; // lines that are one
  broken: number;
  firstBroken: { readonly number: number; readonly text: string } | null;
  twoCounts: number;
}

function readFolded(bytes: Uint8Array, context: ReadContext): TitledProfile[] {
  const builder = new ProfileBuilder('folded', 'count');
  const threads = new Map<string, number>();
  const tally: Tally = { stacks: 0, broken: 0, firstBroken: null, twoCounts: 0 };
  let number = 0;
  for (const line of linesOf(bytes, context)) {
    number += 1;
    const match = STACK_LINE.exec(line);
    const value = Number(match?.[2]);
    if (match !== null && value <= VALUE_MAX) {
      tally.stacks += 1;
      tally.twoCounts += TWO_COUNTS.test(line) ? 1 : 0;
      const text = match[1] ?? '';
      const thread = THREAD.exec(text);
      const index = threadOf(builder, threads, thread, context);
      addStack(builder, index, text.slice(thread?.[0].length ?? 0), value);
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      tally.broken += 1;
      tally.firstBroken ??= { number, text: line };
    }
  }
  return [{ title: 'samples', profile: finished(builder, tally, context) }];
}

function finished(builder: ProfileBuilder, tally: Tally, context: ReadContext) {
  const { firstBroken, broken } = tally;
  if (tally.stacks > 0 && tally.twoCounts === tally.stacks) {
    throw unreadable(
      context.name,
      `has two counts on each line, as the output of difffolded.pl. Give the two folded files ` +
        `that it was made from instead.`,
    );
  }
  if (firstBroken !== null && broken > tally.stacks) {
    throw unreadable(
      context.name,
      `is not made of folded stacks: line ${firstBroken.number} is ${quoted(firstBroken.text)}, ` +
        `which has no count behind a stack ("main;parse;next 42").`,
    );
  }
  if (firstBroken !== null) {
    builder.caveat(
      `Lines left out because they are no stack with a count: ${broken}, the first is line ` +
        `${firstBroken.number}, ${quoted(firstBroken.text)}.`,
    );
  }
  return builder.finish();
}

/** The thread that a stack begins with, as py-spy tells it; else the only one. */
function threadOf(
  builder: ProfileBuilder,
  threads: Map<string, number>,
  told: RegExpExecArray | null,
  context: ReadContext,
): number {
  const key = told?.[0] ?? '';
  let index = threads.get(key);
  if (index === undefined) {
    const only = onlyThread(context);
    const [, pid, tid, name] = told ?? [];
    index = builder.thread({
      ...only,
      pid: pid === undefined ? only.pid : Number(pid),
      tid: tid === undefined ? only.tid : Number(tid),
      name: name ?? only.name,
      main: told === null || name === 'MainThread',
    });
    threads.set(key, index);
  }
  return index;
}

function addStack(builder: ProfileBuilder, thread: number, text: string, value: number): void {
  let stack = NO_STACK;
  let line = 0;
  let from = 0;
  while (from <= text.length) {
    const found = text.indexOf(';', from);
    const to = found === -1 ? text.length : found;
    if (to > from) {
      const part = partOf(text.slice(from, to));
      line = part.line;
      stack = builder.stack(stack, builder.frame(part.name, { file: part.file, kind: part.kind }));
    }
    from = to + 1;
  }
  if (stack !== NO_STACK) {
    builder.addTo(thread, stack, value, line);
  }
}

interface Part {
  readonly name: string;
  readonly file: string;
  readonly line: number; // where it was running; the definition is not told
  readonly kind: FrameKind;
}

function partOf(text: string): Part {
  const placed = WITH_LINE.exec(text);
  if (placed !== null) {
    const [, name = '', file = '', line = '0'] = placed;
    return { name, file, line: Number(line), kind: 'js' };
  }
  const marked = MARKED.exec(text);
  if (marked !== null) {
    const [, name = '', mark] = marked;
    return { name, file: '', line: 0, kind: mark === 'k' || mark === 'a' ? 'native' : 'js' };
  }
  return { name: text, file: '', line: 0, kind: kindByName(text, 'js') };
}
