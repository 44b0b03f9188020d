import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { HoneError, messageOf } from '../../src/base/index.ts';
import { subjectFile } from '../../src/profile/index.ts';

const RUN_MS_MAX = 120_000;
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

/** `  319   60.8%    JS: *lex file:///…:116:6`: ticks, share of the line above, depth, name. */
const LINE = /^\s*(\d+)\s+\d+(?:\.\d+)?%  ( *)(.*)$/;

/** `JS: *lex file:///app/src/Lexer.js:116:6`, with a sign for the tier of its code. */
const FUNCTION =
  /^(?:JS|LazyCompile|Function|Script|Eval|Callback): ?[*~^+]?(.*?) ?((?:file:|node:|\/)\S*?):(\d+):\d+$/;

/** A function as `node --prof-process` credits it with ticks. */
export interface ProfFunction {
  readonly name: string;
  /** Relative to the program's folder where it lies there. */
  readonly file: string;
  readonly line: number;
  readonly ticks: number;
}

/** What `node --prof` saw in one run or several. */
export interface ProfReport {
  /** Most ticks first. */
  readonly functions: readonly ProfFunction[];
  readonly ticks: number;
}

/**
 * Runs a program with Node's own sampler (`--prof`, V8's tick log, which is not the profiler that
 * hone uses) and reads what `--prof-process` prints. What it lists under a builtin or an unknown
 * address counts for the function that called it, by its own "Bottom up" tree.
 *
 * @param root - the program's folder, in which it runs
 * @throws HoneError E_COMMAND when either of them fails
 */
export async function nodeProf(
  words: readonly string[],
  root: string,
  about: { readonly runs: number; readonly scratch: string; readonly signal: AbortSignal },
): Promise<ProfReport> {
  const texts: string[] = [];
  const log = join(about.scratch, 'v8.log');
  for (let run = 0; run < about.runs; run++) {
    rmSync(log, { force: true });
    const flags = ['--prof', `--logfile=${log}`, '--no-logfile-per-isolate'];
    await node([...flags, ...words], root, about.signal);
    if (!existsSync(log)) {
      throw new HoneError('E_COMMAND', 'node --prof left no log');
    }
    texts.push(await node(['--prof-process', log], root, about.signal));
  }
  rmSync(log, { force: true });
  return creditedIn(texts, root);
}

async function node(words: readonly string[], cwd: string, signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...words], {
      cwd,
      signal,
      timeout: RUN_MS_MAX,
      maxBuffer: OUTPUT_BYTES_MAX,
    });
    return stdout;
  } catch (thrown) {
    throw new HoneError('E_COMMAND', `node ${words[0] ?? ''} failed: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** The ticks of all texts by function; ticks of code in several tiers are summed. */
export function creditedIn(texts: readonly string[], root: string): ProfReport {
  const credits = new Map<string, ProfFunction>();
  let ticks = 0;
  for (const text of texts) {
    ticks += Number(/\((\d+) ticks,/.exec(text)?.[1] ?? 0);
    for (const { name, own } of bottomUp(text)) {
      const found = functionOf(name, root);
      if (found !== null) {
        const key = `${found.file}:${found.line} ${found.name}`;
        const before = credits.get(key)?.ticks ?? 0;
        credits.set(key, { ...found, ticks: before + own });
      }
    }
  }
  const functions = [...credits.values()].sort((left, right) => right.ticks - left.ticks);
  return { functions, ticks };
}

/** The lines of the tree that are credited: in each branch the first that is a function. */
function bottomUp(text: string): { name: string; own: number }[] {
  const start = text.indexOf('[Bottom up (heavy) profile]');
  const lines = start < 0 ? [] : text.slice(start).split('\n');
  const credited: { name: string; own: number }[] = [];
  let foundAt: number | null = null;
  for (const line of lines) {
    const match = LINE.exec(line);
    if (match === null) {
      continue;
    }
    const [, own = '0', indent = '', name = ''] = match;
    if (foundAt !== null && indent.length > foundAt) {
      continue; // a caller of one that was credited already
    }
    foundAt = null;
    if (FUNCTION.test(name)) {
      foundAt = indent.length;
      credited.push({ name, own: Number(own) });
    }
  }
  return credited;
}

function functionOf(text: string, root: string): Omit<ProfFunction, 'ticks'> | null {
  const [, name = '', file = '', line = '0'] = FUNCTION.exec(text) ?? [];
  return file === ''
    ? null
    : {
        name: name === '' || name === '<anonymous>' ? '(anonymous)' : name,
        file: subjectFile(file, root),
        line: Number(line),
      };
}
