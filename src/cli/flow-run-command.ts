import { type Command as Program, Option } from 'commander';

import { HoneError } from '../base/index.ts';
import { duration, repeated, wholeNumber } from './flags.ts';
import { type FlowRunFlags, PRUNE_HELP, RUN_EXAMPLES, SEARCH_EXAMPLES } from './flow-run-flags.ts';
import type { Session } from './session.ts';

/** Where a sentence in place of a command goes; `withSentence` puts it there. */
const SENTENCE_COMMAND = 'understand';

/** Lets `hone "optimize the dashboard endpoint"` be written: no command has a space in its name. */
export function withSentence(argv: readonly string[]): readonly string[] {
  const [first] = argv;
  return first !== undefined && /^[^-].*\s/.test(first.trim()) ? [SENTENCE_COMMAND, ...argv] : argv;
}

/** Adds `hone run` with its subcommands, `hone optimize` and `hone inbox` to the program. */
export function addFlowRuns(program: Program, session: Session): void {
  const run = program
    .command('run')
    .summary('run a whole flow, from baseline to published result')
    .description(
      'Runs a flow: one that comes with hone (performance) or a file. It survives kill -9, waits ' +
        'for people without a process, and goes on where it stopped.',
    )
    .argument('<flow>', 'performance, or the path of a flow file')
    .addHelpText('after', RUN_EXAMPLES);
  withStartFlags(run).action(async (flow: string, flags: FlowRunFlags) => {
    const { startFlow } = await import('./flow-run-actions.ts');
    session.exitCode = await startFlow(flow, flags, session);
  });
  handFlagsOn(run);
  const optimize = program
    .command('optimize')
    .summary('the performance flow on one target')
    .description('Short for "hone run performance --target …".')
    .argument('[target...]', 'what is to become faster: a benchmark of hone.yaml, or words');
  withStartFlags(optimize).action(async (words: string[], flags: FlowRunFlags) => {
    const { startFlow } = await import('./flow-run-actions.ts');
    const asked = words.length === 0 ? flags : { ...flags, target: words.join(' ') };
    session.exitCode = await startFlow('performance', asked, session);
  });
  const search = program
    .command('search')
    .summary('let agents propose round after round, and keep what is proven')
    .description(
      'Short for the flow "search": baseline, rounds of proposals that are tried, and a last ' +
        'measurement of all that was kept.',
    )
    .argument('[target...]', 'what is to become faster: a benchmark of hone.yaml, or words')
    .addHelpText('after', SEARCH_EXAMPLES);
  withStartFlags(search).action(async (words: string[], flags: FlowRunFlags) => {
    const { startSearch } = await import('./flow-run-actions.ts');
    session.exitCode = await startSearch(words, flags, session);
  });
  const sentence = program
    .command(SENTENCE_COMMAND, { hidden: true })
    .description('Starts what a sentence asks for, after showing what was understood.')
    .argument('<sentence>', 'such as "optimize the dashboard endpoint"')
    .option('--yes', 'start without being asked');
  withStartFlags(sentence).action(async (words: string, flags: FlowRunFlags) => {
    const { startFromSentence } = await import('./flow-run-actions.ts');
    session.exitCode = await startFromSentence(words, flags, session);
  });
  addViews(run, session);
  addSteering(run, session);
  addInbox(program, session);
}

/**
 * `hone run` has flags of its own, and without this commander gives it those behind a subcommand
 * as well: `hone run list --cwd app` would list the runs of another folder.
 */
function handFlagsOn(run: Program): void {
  run.enablePositionalOptions().hook('preSubcommand', (_, subcommand) => {
    for (const option of run.options) {
      const name = option.attributeName();
      if (run.getOptionValueSource(name) !== 'cli') {
        continue;
      }
      if (!subcommand.options.some((own) => own.attributeName() === name)) {
        const message = `${option.long ?? name} means nothing to "hone run ${subcommand.name()}".`;
        throw new HoneError('E_USAGE', `${message} See hone run ${subcommand.name()} --help.`);
      }
      subcommand.setOptionValueWithSource(name, run.getOptionValue(name), 'cli');
    }
  });
}

/** The flags with which a flow is started. */
export function withStartFlags(command: Program): Program {
  return command
    .option('--target <text>', 'what is to become faster')
    .option('--proposal <what>', 'a patch file, branch or commit to try; repeat it', repeated)
    .option('--role <role=filler>', 'who fills a role: a command, person or built-in', repeated)
    .option('--agent <agent>', 'who develops, as --role developer=…; repeat it', repeated)
    .option('--rounds <rounds>', 'rounds of proposals at most', wholeNumber(1, 1_000))
    .option('--patience <rounds>', 'rounds in which nothing is kept (2)', wholeNumber(1, 1_000))
    .option('--budget <bound>', 'a time (30m), proposals (12x) or dollars ($5)', repeated)
    .option('--rater <command>', 'another rater of the plan; repeat it', repeated)
    .option('--publish <target>', 'folder:PATH, branch:NAME or command:LINE; repeat it', repeated)
    .addOption(
      new Option('--publish-policy <policy>', 'when to publish').choices([
        'manual',
        'auto-on-pass',
        'auto-on-complete',
      ]),
    )
    .option('--judge <agent>', 'says whether suspicious lines are honest; repeat it', repeated)
    .option('--untested <reason>', 'let agents propose although no cheats were tried')
    .addOption(
      new Option('--sandbox <kind>', 'what agents are contained with (best)').choices([
        'best',
        'bwrap',
        'srt',
        'none',
      ]),
    )
    .option('--input <name=text>', "a value for one of the flow's inputs; repeat it", repeated)
    .option('--seed <number>', 'repeat the random order of an earlier run', wholeNumber(0, 2 ** 31))
    .option('--max-pairs <pairs>', 'most fresh pairs of a verdict', wholeNumber(8, 1_000))
    .option('--time-limit <time>', 'time for one proposal on one benchmark', duration)
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--json', 'every event as a line of JSON on standard output')
    .option('-q, --quiet', 'no progress on the terminal');
}

function addViews(run: Program, session: Session): void {
  const command = viewCommands(run);
  command('list', 'all runs of flows, newest first').action(async (flags: FlowRunFlags) => {
    const { printRuns } = await import('./flow-run-views.ts');
    await printRuns(flags, session);
  });
  command('status', 'where a run stands and what it waits for')
    .argument('[run]', 'id of a run, or the start of it; the newest when left out')
    .action(async (id: string | undefined, flags: FlowRunFlags) => {
      const { printRun } = await import('./flow-run-views.ts');
      await printRun(id ?? null, flags, session, 'short');
    });
  command('show', 'everything about a run: steps, attempts, gates, answers, ways back')
    .argument('[run]', 'id of a run, or the start of it; the newest when left out')
    .action(async (id: string | undefined, flags: FlowRunFlags) => {
      const { printRun } = await import('./flow-run-views.ts');
      await printRun(id ?? null, flags, session, 'long');
    });
  command('artifacts', 'the files of a run, with their hashes and whether they were edited')
    .argument('[run]', 'id of a run, or the start of it; the newest when left out')
    .action(async (id: string | undefined, flags: FlowRunFlags) => {
      const { printArtifacts } = await import('./flow-run-views.ts');
      session.exitCode = await printArtifacts(id ?? null, flags, session);
    });
  command('verify', 'read all that a run recorded and name what is damaged')
    .argument('[run]', 'id of a run, or the start of it; the newest when left out')
    .action(async (id: string | undefined, flags: FlowRunFlags) => {
      const { printVerification } = await import('./flow-run-views.ts');
      session.exitCode = await printVerification(id ?? null, flags, session);
    });
}

function viewCommands(parent: Program): (name: string, text: string) => Program {
  return (name, text) =>
    parent
      .command(name)
      .description(text)
      .option('--cwd <folder>', 'any folder of the repository', process.cwd())
      .option('--json', 'as JSON');
}

function addSteering(run: Program, session: Session): void {
  const command = commandsOf(run);
  const steered = withReason(command);
  command('resume', 'go on with a run that was killed, interrupted or answered')
    .argument('[run]', 'id of a run, or the start of it; the newest when left out')
    .option('--take-over', 'take it from a hone on another machine that is surely gone')
    .option('--json', 'every event as a line of JSON on standard output')
    .option('-q, --quiet', 'no progress on the terminal')
    .action(async (id: string | undefined, flags: FlowRunFlags) => {
      const { resumeRun } = await import('./flow-run-actions.ts');
      session.exitCode = await resumeRun(id ?? null, flags, session);
    });
  addFork(command, session);
  addAnswers(steered, session);
  addPrune(command, session);
  steered('cancel', 'end a run for good')
    .argument('<run>', 'id of a run, or the start of it')
    .action(async (id: string, flags: FlowRunFlags) => {
      const { cancel } = await import('./flow-run-actions.ts');
      await cancel(id, flags, session);
    });
  steered('rewind', 'send a run back to a gate that it passed, code and all')
    .argument('<run>', 'id of a run, or the start of it')
    .option('--gate <gate>', 'a gate that it passed, or the step before it')
    .option('--start', 'back to the start')
    .action(async (id: string, flags: FlowRunFlags) => {
      const { rewind } = await import('./flow-run-actions.ts');
      await rewind(id, flags, session);
    });
}

type Declare = (name: string, text: string) => Program;

function commandsOf(parent: Program): Declare {
  return (name, text) =>
    parent
      .command(name)
      .description(text)
      .option('--cwd <folder>', 'any folder of the repository', process.cwd());
}

function withReason(command: Declare): Declare {
  return (name, text) =>
    command(name, text)
      .option('--reason <text>', 'why, for everybody who reads the journal')
      .option('--by <name>', 'who says so; your user name when left out');
}

function addFork(command: Declare, session: Session): void {
  command('fork', 'begin a new run with all that was recorded up to a gate')
    .argument('<run>', 'id of a run, or the start of it')
    .requiredOption('--at <gate>', 'a gate that it passed, or the step before it')
    .option('--json', 'every event as a line of JSON on standard output')
    .option('-q, --quiet', 'no progress on the terminal')
    .action(async (id: string, flags: FlowRunFlags) => {
      const { forkRun } = await import('./flow-run-actions.ts');
      session.exitCode = await forkRun(id, flags, session);
    });
}

function addPrune(command: Declare, session: Session): void {
  command('prune', 'remove large results of old finished runs; their events stay')
    .option('--keep-last <runs>', 'the newest so many keep them', wholeNumber(0, 1_000_000))
    .option('--older-than <time>', 'only runs that ended longer ago lose them', duration)
    .option('--json', 'as JSON')
    .addHelpText('after', PRUNE_HELP)
    .action(async (flags: FlowRunFlags) => {
      const { printPruned } = await import('./flow-run-views.ts');
      await printPruned(flags, session);
    });
}

function addAnswers(steered: Declare, session: Session): void {
  const answering = (name: string, text: string): Program =>
    steered(name, text)
      .argument('<run>', 'id of a run, or the start of it')
      .argument('[question]', 'its id; left out, the only open one that takes this answer')
      .option('--go-on', 'drive the run on from here')
      .option('-q, --quiet', 'no progress on the terminal');
  const send = async (
    id: string,
    question: string | undefined,
    choice: string,
    flags: FlowRunFlags,
  ): Promise<void> => {
    const { answer } = await import('./flow-run-actions.ts');
    session.exitCode = await answer(
      { run: id, question: question ?? null, choice },
      flags,
      session,
    );
  };
  answering('approve', 'let a waiting gate pass').action(
    (id: string, question: string | undefined, flags: FlowRunFlags) =>
      send(id, question, 'approve', flags),
  );
  answering('reject', 'refuse what a waiting gate asks about').action(
    (id: string, question: string | undefined, flags: FlowRunFlags) =>
      send(id, question, 'reject', flags),
  );
  answering('override', 'go on although a step failed, with the risk on record')
    .requiredOption('--risk <text>', 'what may happen because of it; shown in every report')
    .action((id: string, question: string | undefined, flags: FlowRunFlags) =>
      send(id, question, 'override', { ...flags, reason: flags.risk ?? '' }),
    );
  steered('answer', 'answer any question of a run')
    .argument('<run>', 'id of a run, or the start of it')
    .argument('<question>', 'its id, as "hone inbox" shows it')
    .argument('<choice>', 'one of its choices')
    .option('--data <json>', 'what goes with the answer')
    .option('--go-on', 'drive the run on from here')
    .option('-q, --quiet', 'no progress on the terminal')
    .action((id: string, question: string, choice: string, flags: FlowRunFlags) =>
      send(id, question, choice, flags),
    );
}

function addInbox(program: Program, session: Session): void {
  program
    .command('inbox')
    .description('what waits for a person, and the command that answers it')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--json', 'as JSON')
    .action(async (flags: FlowRunFlags) => {
      const { printInbox } = await import('./flow-run-views.ts');
      await printInbox(flags, session);
    });
}
