import type { Command as Program } from 'commander';

import { HoneError } from '../base/index.ts';
import { repeated, wholeNumber } from './flags.ts';
import type { ProfileFlags } from './profile-flags.ts';
import type { Session } from './session.ts';

interface DiffFlags extends ProfileFlags {
  readonly benchmark?: readonly string[];
  readonly seed?: number;
}

/** Fewest runs of each revision that anything can be said with. */
const RUNS_MIN = 3;

const EXAMPLES = `
Examples:
  hone profile diff main                 main against HEAD, all benchmarks of hone.yaml
  hone profile diff v1.2 v1.3 --benchmark parse-large
  hone profile diff main --interval 200  for benchmarks of less than half a second

"hone compare" decides whether it became slower; this says which function did.`;

/** Adds `hone profile diff` to its group, whose flags it shares. */
export function addProfileDiff(group: Program, session: Session): void {
  group
    .command('diff')
    .summary('which functions became slower or faster between two revisions')
    .description(
      'Profiles two revisions run after run in random order, and names the functions that take ' +
        'more or less CPU time beyond chance: of all that it names, 1 % are false on average. ' +
        'Each is profiled 10 times, or up to 40 times where that fits into a minute; --runs may ' +
        'be 3 to 100. Takes --interval, --timeout, --cwd, --json and --quiet of "hone profile" ' +
        'as well.',
    )
    .argument('<base>', 'git revision before')
    .argument('[head]', 'git revision after; HEAD without it')
    .option('--benchmark <id>', 'a benchmark of hone.yaml; repeat it; without any, all', repeated)
    .option('--seed <n>', 'for the order of runs', wholeNumber(0, 2 ** 31 - 1))
    .addHelpText('after', EXAMPLES)
    .action(async (base: string, head: string | undefined, _: object, command: Program) => {
      const flags = command.optsWithGlobals<DiffFlags>();
      refuseOthers(flags, session);
      const { diffRevisions, randomSeed } = await import('../campaign/index.ts');
      const { PROFILE_DIFF_SCHEMA, ProfileDiffDocument } = await import('../model/index.ts');
      const { documentOf, profileDiffText } = await import('../report/index.ts');
      const { printOrWrite, printsJson } = await import('./json-output.ts');
      const { liveLine, styleFor } = await import('./terminal.ts');
      const hooks = liveLine(flags.quiet === true || printsJson(flags.json));
      try {
        const found = await diffRevisions(
          {
            folder: flags.cwd,
            base,
            head: head ?? 'HEAD',
            benchmarks: flags.benchmark ?? [],
            runs: flags.runs ?? null,
            cpuIntervalNs: flags.interval,
            timeoutMs: flags.timeout ?? null,
            seed: flags.seed ?? randomSeed(),
          },
          { signal: session.signal, hooks },
        );
        hooks.clear();
        const document = documentOf(ProfileDiffDocument, {
          schema: PROFILE_DIFF_SCHEMA,
          ...found,
        });
        await printOrWrite(flags.json, document, () =>
          profileDiffText(found, styleFor(process.stdout)),
        );
      } finally {
        hooks.clear();
      }
    });
}

/** Flags of `hone profile` that would do nothing here must not seem to do something. */
function refuseOthers(flags: DiffFlags, { afterDashes }: Session): void {
  const given = [
    ...(['alloc', 'gc', 'io', 'perf', 'agent'] as const)
      .filter((name) => flags[name] === true)
      .map((name) => `--${name}`),
    ...(flags.from === undefined ? [] : ['--from']),
    ...(flags.revision === 'HEAD' ? [] : ['--revision']),
    ...(flags.metric === undefined ? [] : ['--metric']),
    ...(afterDashes.length === 0 ? [] : ['a command behind --']),
  ];
  if (given.length > 0) {
    throw new HoneError(
      'E_USAGE',
      `"hone profile diff" does not take ${given.join(', ')}: it profiles the CPU time of ` +
        'benchmarks at two revisions.',
    );
  }
  if (flags.runs !== undefined && flags.runs < RUNS_MIN) {
    throw new HoneError('E_USAGE', `A diff needs at least ${RUNS_MIN} runs of each revision.`);
  }
}
