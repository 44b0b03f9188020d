import { closeSync, openSync, statSync } from 'node:fs';

import type { Exit } from '../../model/index.ts';
import { OUTPUT_BYTES_MAX, STDERR_TAIL_BYTES_MAX, TIMEOUT_MS_MAX } from '../limits.ts';
import type { EngineInput } from './engine-input.ts';
import {
  copyTo,
  fullFolderFailure,
  hashOf,
  isFlooded,
  isFull,
  openOutputFile,
  sizeOf,
  tailOf,
} from './output-files.ts';
import type { RunRequest, RunResult } from './protocol.ts';
import { resolveExecutable } from './resolve-executable.ts';
import type { Cleaned, OwnWorld } from './own-world.ts';
import { RunnerFailure } from './runner-failure.ts';
import type { End, Ended, Spawner } from './spawner.ts';

/** What came of a request: a sample, or the engine's wish to do without it. */
export type Outcome = RunResult | 'cancelled' | 'gone';

/**
 * Takes one sample: looks everything up, runs the command, reads what it printed.
 *
 * @throws RunnerFailure E_COMMAND when the command can't be started, E_DISK when its output can't
 *   be stored, E_NOT_FOUND when the file for its standard input can't be read
 */
export async function runSample(
  tools: { spawner: Spawner; input: EngineInput; outputFolder: string; world: OwnWorld },
  id: number,
  request: RunRequest,
): Promise<Outcome> {
  refuseNullBytes(request);
  refuseMissingFolder(request.cwd);
  const file = resolveExecutable(request.words[0], request.cwd, request.env['PATH']);
  const opened: number[] = [];
  let cleaned: Cleaned | null = null;
  const keep = (descriptor: number): number => {
    opened.push(descriptor);
    return descriptor;
  };
  try {
    const stdinFd = keep(openInput(request.stdinPath));
    const stdoutFd = keep(openOutputFile(tools.outputFolder));
    const stderrFd = keep(openOutputFile(tools.outputFolder));
    const outputBytesMax = request.outputBytesMax ?? OUTPUT_BYTES_MAX;
    const files = { stdinFd, stdoutFd, stderrFd, outputBytesMax };
    const { words, cwd, env, placement, exactMemory } = request;
    const timeoutMs = Math.min(request.timeoutMs, TIMEOUT_MS_MAX);
    const command = { id, file, words, cwd, env, placement, exactMemory, timeoutMs };
    const startedAt = new Date().toISOString();
    const ended = await tools.spawner.run({ ...command, ...files }, tools.input);
    const { end } = ended;
    if (end.kind === 'cancelled' || end.kind === 'gone') {
      return end.kind;
    }
    const exit = exitFrom(end, timeoutMs, files);
    const isCut = exit.kind !== 'flooded' && isFull(tools.outputFolder);
    if (isCut && !tools.world.isOwn) {
      throw fullFolderFailure(tools.outputFolder);
    }
    cleaned = tools.world.clean();
    const remains = isCut ? [`a full ${tools.outputFolder}`, ...cleaned.remains] : cleaned.remains;
    return resultOf(ended, {
      ...files,
      request,
      startedAt,
      exit,
      cleaned: { ...cleaned, remains },
    });
  } finally {
    cleaned ??= tools.world.clean(); // after a failure too
    for (const descriptor of opened) {
      closeSync(descriptor);
    }
  }
}

interface OutputDescriptors {
  readonly stdoutFd: number;
  readonly stderrFd: number;
  readonly outputBytesMax: number;
}

function exitFrom(
  end: Exclude<End, { kind: 'cancelled' } | { kind: 'gone' }>,
  timeoutMs: number,
  files: OutputDescriptors,
): Exit {
  // A command that flooded and ended between two looks is no better than one that was caught.
  if (end.kind === 'flooded' || isFlooded(files)) {
    return { kind: 'flooded', bytes: Math.max(sizeOf(files.stdoutFd), sizeOf(files.stderrFd)) };
  }
  return end.kind === 'timed-out' ? { kind: 'timed-out', afterMs: timeoutMs } : end;
}

function resultOf(
  ended: Ended,
  run: OutputDescriptors & {
    request: RunRequest;
    startedAt: string;
    exit: Exit;
    cleaned: Cleaned;
  },
): RunResult {
  const { request, stdoutFd, outputBytesMax } = run;
  if (request.keepStdoutAt !== null) {
    copyTo(stdoutFd, request.keepStdoutAt, outputBytesMax);
  }
  return {
    startedAt: run.startedAt,
    wallNs: ended.wallNs,
    userNs: ended.userNs,
    systemNs: ended.systemNs,
    peakRssBytes: ended.peakRssBytes,
    exit: run.exit,
    outputSha256: hashOf(stdoutFd, outputBytesMax),
    outputBytes: sizeOf(stdoutFd),
    leftovers: [...ended.leftovers, ...run.cleaned.processes],
    wrote: run.cleaned.wrote,
    remains: run.cleaned.remains,
    stderrTail: tailOf(run.stderrFd, STDERR_TAIL_BYTES_MAX),
    stdoutText: request.captureBytesMax === 0 ? null : tailOf(stdoutFd, request.captureBytesMax),
    notes: ended.notes,
  };
}

function openInput(path: string | null): number {
  try {
    return openSync(path ?? '/dev/null', 'r');
  } catch (thrown) {
    throw new RunnerFailure(
      'E_NOT_FOUND',
      `The file for the command's standard input can't be read: ${String(thrown)}.`,
    );
  }
}

/** The system ends a text at its first null byte, so the command would get another one. */
function refuseNullBytes(request: RunRequest): void {
  const broken = [...request.words, ...Object.entries(request.env).flat()].find((text) =>
    text.includes('\0'),
  );
  if (broken !== undefined) {
    throw new RunnerFailure(
      'E_COMMAND',
      `A null byte can't be passed to a command: ${JSON.stringify(broken.slice(0, 80))}.`,
    );
  }
}

function refuseMissingFolder(cwd: string): void {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new RunnerFailure(
      'E_COMMAND',
      `The working directory ${cwd} does not exist. Check the path (--cwd, or cwd in hone.yaml).`,
    );
  }
}
