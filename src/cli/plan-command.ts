import { type Command as Program, Option } from 'commander';

import { HoneError } from '../base/index.ts';
import { EXIT } from './exit-codes.ts';
import { repeated } from './flags.ts';
import type { Session } from './session.ts';

interface PlanFlags {
  readonly effort: 'attempts' | 'person-days';
  readonly profile?: string;
  readonly plan?: string;
  readonly reason: string;
  readonly by?: string;
  readonly rater?: readonly string[];
  readonly rubric?: string;
  readonly cwd: string;
  readonly json?: string | true;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  hone plan                           what is worth a try, from the newest profile of HEAD
  hone plan parse-large --effort person-days
  hone plan show                      the newest plan again; also: hone plan show RUN
  hone plan set 2 effort 5 --reason 'its format is public'
  hone plan set 3 depends=1,2 --reason 'they change its input'
  hone plan rate --rater 'claude -p'  hone's checks, its own rating, and another rater

A plan promises nothing: "hone try" and "hone run performance" tell what is true.`;

const FOLDER = ['--cwd <folder>', 'any folder of the repository', process.cwd()] as const;

/** Adds `hone plan` to the program. */
export function addPlan(program: Program, session: Session): void {
  const group = program
    .command('plan')
    .summary('what is worth a try, ranked, from a profile')
    .description(
      'Makes a plan from the newest profile of HEAD, or profiles it first: a ranked backlog with ' +
        'what each item can bring at most, what is not worth a try and why, and how each would ' +
        'be verified.',
    )
    .argument('[benchmark...]', 'benchmarks of hone.yaml; without any, all of them')
    .addOption(
      new Option('--effort <unit>', 'what efforts are counted in')
        .choices(['attempts', 'person-days'])
        .default('attempts'),
    )
    .option('--profile <id>', 'another kept profile')
    .option(...FOLDER)
    .option('--json [file]', 'the plan as JSON, on standard output or to a file')
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', EXAMPLES)
    .action(async (benchmarks: string[], flags: PlanFlags) => {
      const { runPlan } = await import('./run-plan.ts');
      const { effort, profile = null, cwd } = flags;
      const wanted = { folder: cwd, benchmarks, profile, effortUnit: effort };
      await runPlan(wanted, flags, session.signal);
    });
  addShow(group, session);
  addRate(group, session);
  addSet(group, session);
}

function addShow(group: Program, session: Session): void {
  group
    .command('show')
    .description(
      'A plan that "hone plan" made or that of a flow\'s run, with what the checks say of it now ' +
        'and what was measured beside what was predicted.',
    )
    .argument('[id]', 'of the plan or of the run; without one the newest that "hone plan" made')
    .option(...FOLDER)
    .option('--json [file]', 'the plan as JSON')
    .action(async (id: string | undefined, _: object, command: Program) => {
      const { showPlan } = await import('./run-plan.ts');
      const flags = command.optsWithGlobals<PlanFlags>();
      await showPlan(id ?? null, flags, session.signal);
    });
}

function addRate(group: Program, session: Session): void {
  group
    .command('rate')
    .description(
      'Rates a plan that "hone plan" made as the performance flow does: the checks ' +
        'first, then the rating that needs no model, then further raters. The rating is bound ' +
        'to the content of the plan. ' +
        'Runs of flows rate their plans themselves.',
    )
    .argument('[id]', 'its id; the newest without one')
    .option('--rater <command>', 'an agent that rates as well; repeat it', repeated)
    .option('--rubric <file>', "a rubric of your own instead of hone's")
    .option(...FOLDER)
    .option('--json [file]', 'the rating as JSON')
    .option('-q, --quiet', 'no progress on the terminal')
    .action(async (id: string | undefined, _: object, command: Program) => {
      const { ratePlan } = await import('./run-plan.ts');
      const flags = command.optsWithGlobals<PlanFlags>();
      const { rater: raters = [], rubric = null, cwd: folder } = flags;
      const passed = await ratePlan(
        { folder, plan: id ?? null, raters, rubric },
        flags,
        session.signal,
      );
      session.exitCode = passed ? EXIT.passed : EXIT.refused;
    });
}

function addSet(group: Program, session: Session): void {
  group
    .command('set')
    .description(
      'Sets one number of an item of a plan that "hone plan" made; who did it and why stays with ' +
        'the item, and is carried over to later plans, those of runs included.',
    )
    .argument('<item>', 'its rank, or the beginning of its id')
    .argument('<field>', 'reach, impact, confidence, effort, risk, lane or depends; or FIELD=VALUE')
    .argument('[value]', 'what counts instead; of depends: ranks or ids such as 1,3, or none')
    .requiredOption('--reason <text>', 'why; kept with the item')
    .option('--plan <id>', 'another plan than the newest')
    .option('--by <name>', 'who sets it; you, without it')
    .option(...FOLDER)
    .option('--json [file]', 'the item as JSON')
    .action(async (item: string, word: string, given: string | undefined, _, command: Program) => {
      const { setItem } = await import('./run-plan.ts');
      const flags = command.optsWithGlobals<PlanFlags>();
      const { reason, cwd: folder, plan = null, by = null } = flags;
      const what = { item, ...fieldAndValue(word, given) };
      await setItem({ folder, plan, ...what, reason, by }, flags, session.signal);
    });
}

/** `effort 5` or `effort=5`. */
function fieldAndValue(
  word: string,
  given: string | undefined,
): { readonly field: string; readonly value: string } {
  const end = word.indexOf('=');
  if (given === undefined && end < 0) {
    throw new HoneError('E_USAGE', `Say what counts instead: hone plan set ITEM ${word} VALUE.`);
  }
  return given === undefined
    ? { field: word.slice(0, end), value: word.slice(end + 1) }
    : { field: word, value: given };
}
