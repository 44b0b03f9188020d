import { existsSync, statSync } from 'node:fs';
import type { Command as Program } from 'commander';

import { HoneError, writeFileAtomic } from '../base/index.ts';
import {
  type ProposalSource,
  randomSeed,
  resumeTry,
  runIdFrom,
  tryProposals,
} from '../campaign/index.ts';
import { TRY_SCHEMA, type TryResult } from '../model/index.ts';
import { tryText } from '../report/index.ts';
import { EXIT } from './exit-codes.ts';
import { duration, wholeNumber } from './flags.ts';
import type { Session } from './session.ts';
import { liveLine, print, styleFor } from './terminal.ts';

interface TryFlags {
  readonly keep?: boolean;
  readonly cwd: string;
  readonly json?: string;
  readonly seed?: number;
  readonly maxPairs?: number;
  readonly timeLimit?: number;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  hone try fix.patch other.patch            judge two patches
  hone try my-branch --keep                 commit it to hone/<run> if it passes
  hone try -- npx some-codemod src          judge whatever a command changes

A proposal is kept only if it stays in scope, builds, passes the frozen tests, prints the same on
every run, is faster on fresh measurements, harms nothing, and is as fast on inputs it has not seen.

Exit codes: 0 at least one was kept, 1 none was kept, 2 could not be judged.`;

/** Adds `hone try` and `hone resume` to the program. */
export function addTry(program: Program, session: Session): void {
  program
    .command('try')
    .summary('judge proposed changes and keep what passes')
    .description('Judges patches, branches, or what a command changes, on the frozen suite.')
    .argument('[proposals...]', 'patch files, branches or commits; after --, a command')
    .option('--keep', 'commit what passes onto the branch hone/<run>')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--json <file>', 'write everything as JSON; - for standard output')
    .option('--seed <number>', 'repeat the random order of an earlier run', wholeNumber(0, 2 ** 31))
    .option('--max-pairs <pairs>', 'most fresh pairs of a verdict', wholeNumber(8, 1_000))
    .option('--time-limit <time>', 'time for one proposal on one benchmark', duration)
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', EXAMPLES)
    .action(async (words: string[], flags: TryFlags) => {
      const proposals = proposalsFrom(words, session.afterDashes);
      const hooks = liveLine(flags.quiet === true || flags.json === '-');
      const context = { signal: session.signal, hooks };
      try {
        const result = await tryProposals(
          {
            folder: flags.cwd,
            proposals,
            keep: flags.keep === true,
            seed: flags.seed ?? randomSeed(),
            pairsMax: flags.maxPairs ?? null,
            timeLimitMs: flags.timeLimit ?? null,
          },
          context,
        );
        hooks.clear();
        session.exitCode = await show(result, flags.json);
      } finally {
        hooks.clear();
      }
    });
  addResume(program, session);
}

function addResume(program: Program, session: Session): void {
  program
    .command('resume')
    .summary('go on with a run that was cut short')
    .description('Goes on with a run that was killed. What was measured is not measured again.')
    .argument('[run]', 'id of the run; the newest unfinished one when left out')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--json <file>', 'write everything as JSON; - for standard output')
    .option('-q, --quiet', 'no progress on the terminal')
    .action(async (run: string | undefined, flags: TryFlags) => {
      const hooks = liveLine(flags.quiet === true || flags.json === '-');
      const context = { signal: session.signal, hooks };
      try {
        const result = await resumeTry(
          flags.cwd,
          run === undefined ? null : runIdFrom(run),
          context,
        );
        hooks.clear();
        session.exitCode = await show(result, flags.json);
      } finally {
        hooks.clear();
      }
    });
}

function proposalsFrom(words: readonly string[], command: readonly string[]): ProposalSource[] {
  const [first, ...rest] = command;
  if (first !== undefined) {
    if (words.length > 0) {
      throw new HoneError(
        'E_USAGE',
        'Give either patches and branches, or one command after --, not both at once.',
      );
    }
    return [{ kind: 'command', command: { kind: 'words', words: [first, ...rest] } }];
  }
  if (words.length === 0) {
    throw new HoneError('E_USAGE', `Nothing to try. Name patches or branches.\n${EXAMPLES}`);
  }
  return words.map((word) => {
    if (existsSync(word) && statSync(word).isFile()) {
      return { kind: 'patch', path: word };
    }
    if (/\.(patch|diff)$/.test(word)) {
      throw new HoneError('E_NOT_FOUND', `There is no file ${word}. Check the path.`);
    }
    return { kind: 'revision', revision: word };
  });
}

async function show(result: TryResult, json: string | undefined): Promise<number> {
  const document = `${JSON.stringify({ ...result, schema: TRY_SCHEMA }, null, 2)}\n`;
  if (json === '-') {
    await print(document);
  } else {
    if (json !== undefined) {
      writeFileAtomic(json, document);
    }
    await print(tryText(result, styleFor(process.stdout)));
  }
  const kept = result.decisions.some((decision) => decision.decision === 'kept');
  return kept ? EXIT.passed : EXIT.refused;
}
