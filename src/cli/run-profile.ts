import { HoneError } from '../base/index.ts';
import { type InputSizes, parseCommand, parseSizes, profileSubject } from '../campaign/index.ts';
import { bottleneckBrief, bottleneckText } from '../report/index.ts';
import { printOrWrite, printsJson } from './json-output.ts';
import type { ProfileFlags } from './profile-flags.ts';
import type { Session } from './session.ts';
import { liveLine, styleFor } from './terminal.ts';

/** Runs after which shares that are not stable stay so. */
const RUNS_MAX = 10;

/** `hone profile`. */
export async function runProfile(
  benchmarks: readonly string[],
  flags: ProfileFlags,
  session: Session,
): Promise<void> {
  const { afterDashes } = session;
  const from = flags.from ?? [];
  if ([benchmarks, afterDashes, from].filter(({ length }) => length > 0).length > 1) {
    throw new HoneError(
      'E_USAGE',
      'Give names of benchmarks, or a command behind --, or files with --from; not several.',
    );
  }
  const [first, ...more] = afterDashes;
  const hooks = liveLine(flags.quiet === true || printsJson(flags.json));
  try {
    const { id, folder, report } = await profileSubject(
      {
        folder: flags.cwd,
        benchmarks,
        command: first === undefined ? null : commandOf(first, more),
        from,
        sizes: sizesIn(flags.input, first !== undefined),
        collectors: {
          cpuIntervalNs: flags.interval,
          alloc: flags.alloc === true,
          gc: flags.gc === true,
          io: flags.io === true,
          perf: flags.perf === true,
          calls: flags.calls === true,
        },
        runsMax: runsMax(flags),
        timeoutMs: flags.timeout ?? null,
        revision: flags.revision,
        metric: flags.metric ?? null,
      },
      { signal: session.signal, hooks },
    );
    hooks.clear();
    await printOrWrite(flags.json, report, () =>
      flags.agent === true
        ? bottleneckBrief(report)
        : `${bottleneckText(report, styleFor(process.stdout))}\n${where(id, folder)}`,
    );
  } finally {
    hooks.clear();
  }
}

/** @throws HoneError E_USAGE for more than shares can become stable with */
function runsMax({ runs = RUNS_MAX }: ProfileFlags): number {
  if (runs > RUNS_MAX) {
    throw new HoneError(
      'E_USAGE',
      `A profile takes at most ${RUNS_MAX} runs, not ${runs}: it ends when its shares are ` +
        'stable. "hone profile diff" takes up to 100.',
    );
  }
  return runs;
}

/** Benchmarks have their sizes in hone.yaml; what another tool recorded has one size. */
function sizesIn(inputs: readonly string[] = [], hasCommand: boolean): InputSizes | null {
  const [spec, ...more] = inputs;
  if (spec === undefined) {
    return null;
  }
  if (more.length > 0 || !hasCommand) {
    throw new HoneError(
      'E_USAGE',
      more.length > 0
        ? 'Growth is told from the sizes of one input: give -P once.'
        : '-P needs a command behind --. Benchmarks get their sizes from "inputs" in hone.yaml.',
    );
  }
  return parseSizes(spec);
}

/** One word with spaces is a command line; several are words already. */
function commandOf(first: string, more: readonly string[]): ReturnType<typeof parseCommand> {
  return more.length === 0
    ? parseCommand(first, false)
    : { kind: 'words', words: [first, ...more] };
}

function where(id: string, folder: string): string {
  return (
    `Profile ${id}, kept in ${folder}.\n` +
    '"hone bottleneck show ID" tells all about one row, "hone flame" draws it.\n'
  );
}
