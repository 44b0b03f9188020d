import { Command as Program, Option } from 'commander';

import { addArchitecture } from './architecture-command.ts';
import { addBottleneck } from './bottleneck-command.ts';
import { addCompare } from './compare-command.ts';
import { addDemo } from './demo-command.ts';
import { addDoctor } from './doctor-command.ts';
import { addFlame } from './flame-command.ts';
import { addFlowFile } from './flow-file-command.ts';
import { addFlowRuns } from './flow-run-command.ts';
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

/** The whole command line, with every command. */
export function programFor(session: Session): Program {
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
  program.commands.forEach(acceptYes);
  return program;
}

/**
 * A script may say --yes to any command, also to one that asks nothing. Not to a mere group of
 * commands: commander would take it from the one that is meant.
 */
function acceptYes(command: Program): void {
  const isGroup = command.commands.length > 0 && command.registeredArguments.length === 0;
  if (!isGroup && !command.options.some(({ long }) => long === '--yes')) {
    command.addOption(new Option('--yes', 'never ask').hideHelp());
  }
  command.commands.forEach(acceptYes);
}
