import { type Command as Program, InvalidArgumentError, Option } from 'commander';

import { NS_PER_US } from '../base/index.ts';
import { duration, repeated, wholeNumber } from './flags.ts';
import { addProfileDiff } from './profile-diff.ts';
import type { ProfileFlags } from './profile-flags.ts';
import type { Session } from './session.ts';

const EXAMPLES = `
Examples:
  hone profile                          all benchmarks of hone.yaml, HEAD in a clean checkout
  hone profile parse-large --alloc      one of them, with who allocates
  hone profile -- node cli.js big.log   any command, where it is called
  hone profile --perf -- ./server --once  a native program, with Linux' perf
  hone profile --from cpu.pprof         what another tool recorded
  hone bottleneck show 3f9a             all that is known about one row
  hone profile diff main                which functions changed between main and HEAD

A profiled run is never a measurement: "hone compare" and "hone try" decide what is faster.`;

/** Adds `hone profile` to the program. */
export function addProfile(program: Program, session: Session): void {
  const group = program
    .command('profile')
    .summary('where the time goes, with intervals and bounds')
    .description(
      'Profiles benchmarks or a command again and again until the largest shares are stable, and ' +
        'says which functions take how much, and how much faster everything could get through ' +
        'each of them at most.',
    )
    .argument('[benchmark...]', 'benchmarks of hone.yaml; without any, all of them')
    .option('--cpu', 'where the CPU time goes (always done)')
    .option('--alloc', 'also who allocates memory')
    .option('--gc', 'also each garbage collection')
    .option('--io', 'also the event loop, calls that block it, and responses over HTTP')
    .option('--calls', 'one more run that counts calls of hot functions and their arguments')
    .option('--perf', "also Linux' perf, which sees programs that are not JavaScript")
    .option('-P, --input <name=sizes>', 'growth over sizes; -P size 1000,2000,4000', repeated)
    .option('--interval <us>', 'µs between two looks, 100 to 10000', interval, 1_000 * NS_PER_US)
    .option('--runs <n>', 'most profiled runs (10)', wholeNumber(1, 100))
    .option('--revision <revision>', 'git revision whose benchmarks are profiled', 'HEAD')
    .addOption(
      new Option('--metric <metric>', 'what should become better').choices(['wall', 'cpu']),
    )
    .option('--timeout <time>', 'for a single run; then what was seen until then counts', duration)
    .option('--cwd <folder>', 'where to work', process.cwd())
    .option('--from <file>', 'read a profile instead; repeat it for several runs', repeated)
    .option('--agent', 'a short text for a coding agent, at most 2,000 tokens')
    .option('--json [file]', 'the whole report as JSON, on standard output or to a file')
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', EXAMPLES)
    .action(async (benchmarks: string[], flags: ProfileFlags) => {
      const { runProfile } = await import('./run-profile.ts');
      await runProfile(benchmarks, flags, session);
    });
  addProfileDiff(group, session);
}

function interval(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 100 || value > 10_000) {
    throw new InvalidArgumentError('Write a number of µs from 100 to 10000.');
  }
  return value * NS_PER_US;
}
