import { type Command as Program, Option } from 'commander';

import type { FlowFileFlags } from './flow-file-actions.ts';
import { withStartFlags } from './flow-run-command.ts';
import type { FlowRunFlags } from './flow-run-flags.ts';
import type { Session } from './session.ts';

const FLOW = 'the path of a flow file, or performance, which comes with hone';

const EXAMPLES = `
Examples:
  hone flow check my-flow.yaml
  hone flow show performance
  hone flow show my-flow.yaml --durations durations.json    {"0": "90s", "1": "20m"}
  hone flow graph my-flow.yaml --svg my-flow.svg
  hone flow run my-flow.yaml --input service=api`;

/** Adds `hone flow` with its subcommands to the program. */
export function addFlowFile(program: Program, session: Session): void {
  const flow = program
    .command('flow')
    .summary('check, show, draw and run flow files')
    .description('Flow files: who does what in which order, and what has to hold in between.')
    .addHelpText('after', EXAMPLES);
  looking(flow, 'check', 'everything that is wrong with a flow, with its place and what to write')
    .option('--json', 'as JSON')
    .action(async (wanted: string, flags: FlowFileFlags) => {
      const { printCheck } = await import('./flow-file-actions.ts');
      session.exitCode = await printCheck(wanted, flags);
    });
  looking(flow, 'show', 'a flow step by step, and what could run at the same time')
    .option('--durations <file>', 'how long steps take: JSON such as {"0": "90s", "1": "20m"}')
    .option('--json', 'as JSON')
    .action(async (wanted: string, flags: FlowFileFlags) => {
      const { printFlow } = await import('./flow-file-actions.ts');
      session.exitCode = await printFlow(wanted, flags);
    });
  looking(flow, 'graph', 'a flow as text, as a Mermaid flowchart or as a picture')
    .option('--mermaid', 'as a Mermaid flowchart')
    .addOption(
      new Option('--svg <file>', 'as a picture; - for standard output').conflicts('mermaid'),
    )
    .action(async (wanted: string, flags: FlowFileFlags) => {
      const { printGraph } = await import('./flow-file-actions.ts');
      session.exitCode = await printGraph(wanted, flags);
    });
  const run = flow.command('run').description('The same as "hone run".').argument('<file>', FLOW);
  withStartFlags(run).action(async (wanted: string, flags: FlowRunFlags) => {
    const { startFlow } = await import('./flow-run-actions.ts');
    session.exitCode = await startFlow(wanted, flags, session);
  });
}

function looking(flow: Program, name: string, text: string): Program {
  return flow
    .command(name)
    .description(text)
    .argument('<file>', FLOW)
    .option('--cwd <folder>', 'what paths are relative to', process.cwd());
}
