import { existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { HoneError, writeFileAtomic } from '../base/index.ts';
import {
  type HeldAgainstPlan,
  holdAgainstPlan,
  type Hooks,
  type PersonalClearance,
  type ProposalSource,
  proposeByHand,
  randomSeed,
  resumeTry,
  tryProposals,
} from '../campaign/index.ts';
import type { TryResult } from '../model/index.ts';
import { gainText, tryJson, tryText } from '../report/index.ts';
import { EXIT } from './exit-codes.ts';
import { checkExports } from './exports.ts';
import type { Session } from './session.ts';
import { liveLine, print, styleFor } from './terminal.ts';
import { pullRequestIn } from './pull-request.ts';
import { TRY_EXAMPLES, type TryFlags } from './try-flags.ts';

/** Judges what was named, prints and writes the result. @returns the exit code */
export async function runTry(words: string[], flags: TryFlags, session: Session): Promise<number> {
  checkExports(flags);
  const proposals =
    flags.edit === true
      ? [await editedByHand(words, flags, session)]
      : proposalsFrom(words, session.afterDashes);
  const hooks = liveLine(flags.quiet === true || flags.json === '-');
  const resumable = resumableRun();
  try {
    const result = await tryProposals(
      {
        folder: flags.cwd,
        base: flags.base ?? null,
        proposals,
        keep: flags.keep === true,
        noise: flags.noise ?? 'stop',
        measureAll: flags.measureAll === true,
        seed: flags.seed ?? randomSeed(),
        pairsMax: flags.maxPairs ?? null,
        timeLimitMs: flags.timeLimit ?? null,
        run: null,
        judges: flags.judge ?? [],
        clearances: (flags.clear ?? []).map(clearanceFrom),
      },
      { signal: session.signal, hooks, onResumable: resumable.onResumable },
    );
    const held = await heldAgainstPlan(flags.cwd, result, { signal: session.signal, hooks });
    hooks.clear();
    return await show(result, flags.json, held);
  } catch (thrown) {
    throw resumable.explain(thrown);
  } finally {
    hooks.clear();
  }
}

/** Goes on with a run, prints and writes the result. @returns the exit code */
export async function runResume(
  run: string | null,
  flags: TryFlags,
  session: Session,
): Promise<number> {
  checkExports(flags);
  const hooks = liveLine(flags.quiet === true || flags.json === '-');
  const { onResumable, explain } = resumableRun();
  try {
    const context = { signal: session.signal, hooks, onResumable };
    const takeOver = flags.takeOver === true;
    const result = await resumeTry(flags.cwd, run, { ...context, takeOver });
    const held = await heldAgainstPlan(flags.cwd, result, { signal: session.signal, hooks });
    hooks.clear();
    return await show(result, flags.json, held);
  } catch (thrown) {
    throw explain(thrown);
  } finally {
    hooks.clear();
  }
}

/** A person changes a clone, and what they changed is the proposal. */
async function editedByHand(
  words: readonly string[],
  flags: TryFlags,
  session: Session,
): Promise<ProposalSource> {
  if (words.length > 0 || session.afterDashes.length > 0) {
    throw new HoneError('E_USAGE', '--edit makes a proposal by hand; name no other beside it.');
  }
  const { askForYes } = await import('./ask.ts');
  const path = await proposeByHand({
    folder: flags.cwd,
    base: flags.base ?? null,
    isTerminal: process.stdin.isTTY,
    tell: (text) => process.stderr.write(`${text}\n`),
    ask: async (question, signal) => {
      if (flags.yes === true) {
        return 'done';
      }
      const without =
        'There is no terminal to say on when it is done. Make a patch, and try that, or pass ' +
        '--yes to take what the clone holds now.';
      return (await askForYes(`${question} Type yes: `, without, signal)) ? 'done' : 'declined';
    },
    signal: session.signal,
  });
  return { kind: 'patch', path, proposer: { by: 'human', trace: null, usage: null } };
}

/** What stops a run from outside, so that the same run can go on. */
const RESUMABLE: ReadonlySet<string> = new Set(['E_INTERRUPTED', 'E_DISK']);

/** Remembers the run, so that whoever stops it is told how to go on. */
function resumableRun(): {
  readonly onResumable: (run: string) => void;
  readonly explain: (thrown: unknown) => unknown;
} {
  let run: string | null = null;
  return {
    onResumable: (id) => {
      run = id;
    },
    explain: (thrown) =>
      run !== null && thrown instanceof HoneError && RESUMABLE.has(thrown.code)
        ? new HoneError(
            thrown.code,
            `${thrown.message} What was measured is kept. Go on with it: hone resume ${run}`,
            { cause: thrown },
          )
        : thrown,
  };
}

function proposalsFrom(words: readonly string[], command: readonly string[]): ProposalSource[] {
  const [first, ...rest] = command;
  const last: ProposalSource[] =
    first === undefined
      ? []
      : [{ kind: 'command', command: { kind: 'words', words: [first, ...rest] } }];
  if (words.length + last.length === 0) {
    throw new HoneError('E_USAGE', `Nothing to try. Name patches or branches.\n${TRY_EXAMPLES}`);
  }
  const named = words.map((word): ProposalSource => {
    if (existsSync(word) && statSync(word).isFile()) {
      return { kind: 'patch', path: word };
    }
    const number = pullRequestIn(word);
    if (number !== null) {
      return { kind: 'pull-request', number };
    }
    if (/\.(patch|diff)$/.test(word)) {
      throw new HoneError('E_NOT_FOUND', `There is no file ${word}. Check the path.`);
    }
    return { kind: 'revision', revision: word };
  });
  return [...named, ...last];
}

/** A person looked at it: `fix=the cache is emptied at the end of main`. */
function clearanceFrom(word: string): PersonalClearance {
  const end = word.indexOf('=');
  const reason = word.slice(end + 1).trim();
  if (end <= 0 || reason === '') {
    throw new HoneError(
      'E_USAGE',
      `--clear takes a proposal's short name and why it is honest, such as ` +
        `'fix=the cache lives within one run'; "${word}" is not that.`,
    );
  }
  return { proposal: word.slice(0, end), by: userInfo().username, reason };
}

/**
 * What it means for the newest kept plan, as text; nothing when it has no part in it. The run is
 * over and recorded by now, so a plan that can't be written is no reason to fail.
 */
async function heldAgainstPlan(
  folder: string,
  result: TryResult,
  { signal, hooks }: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<string> {
  try {
    const held = await holdAgainstPlan(folder, result, signal);
    return held === null ? '' : `\n${heldText(held)}`;
  } catch (thrown) {
    if (!(thrown instanceof HoneError)) {
      throw thrown;
    }
    hooks.onWarning(`The plan does not say what came of it: ${thrown.message}`);
    return '';
  }
}

function heldText({ plan, attempts }: HeldAgainstPlan): string {
  const items = plan.tried?.items ?? [];
  const lines = attempts.map(({ item: id, proposal, decision, gain }) => {
    const item = items.find((one) => one.id === id);
    const expected = item === undefined ? 'something' : gainText(item.expected);
    const measured = gain === null ? 'nothing was measured' : `measured ${gainText(gain)}`;
    const what = `${proposal}: item ${item?.rank ?? id}, ${decision}`;
    return `  ${what}. Expected ${expected}, ${measured}.\n`;
  });
  const roadmap = join(plan.folder, 'roadmap.html');
  return `Held against plan ${plan.id}:\n${lines.join('')}  ${roadmap}\n`;
}

async function show(result: TryResult, json: string | undefined, held: string): Promise<number> {
  const document = tryJson(result);
  if (json === '-') {
    await print(document);
  } else {
    if (json !== undefined) {
      writeFileAtomic(json, document);
    }
    await print(`${tryText(result, styleFor(process.stdout))}${held}`);
  }
  const kept = result.decisions.some((decision) => decision.decision === 'kept');
  return kept ? EXIT.passed : EXIT.refused;
}
