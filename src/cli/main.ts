import { Command as Program, CommanderError } from 'commander';

import { HoneError, systemCodeOf } from '../base/index.ts';
import { addArchitecture } from './architecture-command.ts';
import { addBottleneck } from './bottleneck-command.ts';
import { addCompare } from './compare-command.ts';
import { addDemo } from './demo-command.ts';
import { addDoctor } from './doctor-command.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { joinInputFlags } from './flags.ts';
import { addFlame } from './flame-command.ts';
import { addFlowFile } from './flow-file-command.ts';
import { addFlowRuns, withSentence } from './flow-run-command.ts';
import { addHistory } from './history-command.ts';
import { addImport } from './import-command.ts';
import { addInit } from './init-command.ts';
import { addPlan } from './plan-command.ts';
import { addProfile } from './profile-command.ts';
import { addReceipt } from './receipt-command.ts';
import { addRedteam } from './redteam-command.ts';
import { addReview } from './review-command.ts';
import { addRetro } from './retro-command.ts';
import { addRunCommands } from './run-commands.ts';
import type { Session } from './session.ts';
import { addSuite } from './suite-command.ts';
import { addTasks } from './task-command.ts';
import { addTracker } from './tracker-command.ts';
import { addTry } from './try-command.ts';

const EPILOGUE = `
Start here:
  hone demo                              see a whole campaign on a small program, about 4 minutes
  hone compare 'command A' 'command B'   a verdict on two commands
  hone init                              describe your repository's benchmarks in hone.yaml
  hone try fix.patch                     judge proposed changes and keep what passes

"hone help compare" explains one command. Nothing is ever sent anywhere.`;

// Whoever reads may stop early (`hone run --help | head`): what is left is then for nobody.
process.stdout.on('error', (thrown) => {
  if (systemCodeOf(thrown) !== 'EPIPE') {
    throw thrown;
  }
});

await run(process.argv.slice(2));

async function run(argv: readonly string[]): Promise<void> {
  const abort = new AbortController();
  const dashes = argv.indexOf('--');
  const own = dashes === -1 ? argv : argv.slice(0, dashes);
  const afterDashes = dashes === -1 ? [] : argv.slice(dashes + 1);
  const session: Session = { signal: abort.signal, afterDashes, exitCode: EXIT.passed };
  const stop = interruptWith(abort);
  try {
    await programFor(session).parseAsync(withSentence(joinInputFlags(own)), { from: 'user' });
    process.exitCode = session.exitCode;
  } catch (thrown) {
    process.exitCode = report(thrown);
  } finally {
    stop();
  }
}

function programFor(session: Session): Program {
  const program = new Program('hone')
    .description('Performance work that can be believed: measure, decide, keep or roll back.')
    .option('-V, --version', 'print the version')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', EPILOGUE);
  addCompare(program, session);
  addTry(program, session);
  addFlowRuns(program, session);
  addFlowFile(program, session);
  addRunCommands(program, session);
  addTasks(program, session);
  addTracker(program, session);
  addProfile(program, session);
  addBottleneck(program, session);
  addFlame(program, session);
  addPlan(program, session);
  addHistory(program, session);
  addRetro(program, session);
  addReview(program, session);
  addArchitecture(program, session);
  addRedteam(program, session);
  addReceipt(program, session);
  addSuite(program, session);
  addDoctor(program, session);
  addDemo(program, session);
  addInit(program, session);
  addImport(program, session);
  return program;
}

/** First signal: stop in order. Second: the user means it. */
function interruptWith(abort: AbortController): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (abort.signal.aborted) {
      process.exit(EXIT.interrupted);
    }
    abort.abort(new HoneError('E_INTERRUPTED', `Stopped by ${signal}. Nothing was left running.`));
  };
  for (const signal of signals) {
    process.on(signal, onSignal);
  }
  return () => {
    for (const signal of signals) {
      process.off(signal, onSignal);
    }
  };
}

function report(thrown: unknown): number {
  if (thrown instanceof CommanderError) {
    // Commander has printed it already; help and version are no failures.
    return thrown.exitCode === 0 ? EXIT.passed : EXIT.badUse;
  }
  if (thrown instanceof HoneError) {
    process.stderr.write(`${thrown.message}\n`);
    return exitCodeOf(thrown.code);
  }
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(
    `${text}\n\nThis is a bug in hone. Please report it with the lines above.\n`,
  );
  return EXIT.badUse;
}
