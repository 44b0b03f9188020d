import type { Command, Holdout, OutputRule, Suite } from '../model/index.ts';
import { SEED_NAME } from './placeholders.ts';
import { mapCommand } from './split-words.ts';

/**
 * A suite whose holdouts have `{seed}` filled in, so that their inputs can't be known before.
 *
 * @param seed - drawn freshly for each run and recorded with it
 */
export function withHoldoutSeed(suite: Suite, seed: number): Suite {
  const fill = (text: string): string => fillSeed(text, seed);
  const command = (given: Command): Command => mapCommand(given, fill);
  const holdout = suite.holdout.map((one): Holdout => ({
    ...one,
    run: command(one.run),
    generate: one.generate === null ? null : command(one.generate),
    env: Object.fromEntries(Object.entries(one.env).map(([name, value]) => [name, fill(value)])),
    output: outputWith(one.output, command),
  }));
  return { ...suite, holdout };
}

/** Leaves `${seed}` alone, which belongs to the shell. */
function fillSeed(text: string, seed: number): string {
  return text.replaceAll(new RegExp(`(?<!\\$)\\{${SEED_NAME}\\}`, 'g'), String(seed));
}

function outputWith(output: OutputRule, change: (command: Command) => Command): OutputRule {
  switch (output.kind) {
    case 'same':
    case 'ignore':
      return output;
    case 'command':
      return { kind: 'command', command: change(output.command) };
  }
}
