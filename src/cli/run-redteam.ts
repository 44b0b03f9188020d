import { HoneError, writeFileAtomic } from '../base/index.ts';
import {
  overrideRedteam,
  randomSeed,
  redteam,
  redteamLibrary,
  redteamStanding,
} from '../campaign/index.ts';
import { openCheats, type RedteamResult } from '../model/index.ts';
import { redteamJson, redteamMarkdown, redteamText } from '../report/index.ts';
import { EXIT } from './exit-codes.ts';
import { checkExports } from './exports.ts';
import type { RedteamFlags } from './redteam-flags.ts';
import type { Session } from './session.ts';
import { liveLine, print, styleFor } from './terminal.ts';

/** Attacks the suite, or does what a flag asks for in its place. @returns the exit code */
export async function runRedteam(flags: RedteamFlags, session: Session): Promise<number> {
  assertOneAim(flags);
  if (flags.list === true) {
    await print(listText());
    return EXIT.passed;
  }
  if (flags.override !== undefined) {
    const open = await overrideRedteam(flags.cwd, flags.override, session.signal);
    await print(overrideText(open));
    return EXIT.passed;
  }
  checkExports(flags);
  const result =
    flags.show === true ? await lastAttack(flags, session) : await attack(flags, session);
  await show(result, flags);
  return exitCode(result);
}

function assertOneAim(flags: RedteamFlags): void {
  const given = [
    flags.list === true ? '--list' : '',
    flags.show === true ? '--show' : '',
    flags.override === undefined ? '' : '--override',
    flags.only === undefined ? '' : '--only',
  ].filter((name) => name !== '');
  if (given.length > 1) {
    throw new HoneError('E_USAGE', `${given.join(' and ')} can't be given at once: choose one.`);
  }
  if (flags.json === '-' && flags.markdown === '-') {
    throw new HoneError('E_USAGE', 'Only one of --json and --markdown can go to standard output.');
  }
}

async function attack(flags: RedteamFlags, session: Session): Promise<RedteamResult> {
  const hooks = liveLine(flags.quiet === true || flags.json === '-' || flags.markdown === '-');
  let resumable = false;
  try {
    return await redteam(
      {
        folder: flags.cwd,
        only: flags.only ?? null,
        seed: flags.seed ?? randomSeed(),
        pairsMax: flags.maxPairs ?? null,
        timeLimitMs: flags.timeLimit ?? null,
      },
      {
        signal: session.signal,
        hooks,
        onResumable: () => {
          resumable = true;
        },
      },
    );
  } catch (thrown) {
    if (resumable && thrown instanceof HoneError && RESUMABLE.has(thrown.code)) {
      const more = 'What was tried is kept. The same command goes on with it.';
      throw new HoneError(thrown.code, `${thrown.message} ${more}`, { cause: thrown });
    }
    throw thrown;
  } finally {
    hooks.clear();
  }
}

/** What stops an attack from outside, so that the same one can go on. */
const RESUMABLE: ReadonlySet<string> = new Set(['E_INTERRUPTED', 'E_DISK']);

async function lastAttack(flags: RedteamFlags, session: Session): Promise<RedteamResult> {
  const { result } = await redteamStanding(flags.cwd, session.signal);
  if (result === null) {
    throw new HoneError(
      'E_NOT_FOUND',
      'This suite, as it is now, was never attacked as a whole. Do it with: hone redteam',
    );
  }
  return result;
}

async function show(result: RedteamResult, flags: RedteamFlags): Promise<void> {
  const exports = [
    [flags.json, redteamJson],
    [flags.markdown, redteamMarkdown],
  ] as const;
  for (const [path, make] of exports) {
    if (path === '-') {
      await print(make(result));
    } else if (path !== undefined) {
      writeFileAtomic(path, make(result));
    }
  }
  if (flags.json !== '-' && flags.markdown !== '-') {
    await print(redteamText(result, styleFor(process.stdout)));
  }
}

function exitCode(result: RedteamResult): number {
  const open = openCheats(result);
  if (open.length === 0) {
    return EXIT.passed;
  }
  return open.every(({ outcome }) => outcome.kind === 'undecided')
    ? EXIT.inconclusive
    : EXIT.refused;
}

function listText(): string {
  const library = redteamLibrary();
  const widest = Math.max(...library.map(({ id }) => id.length));
  const lines = library.map(({ id, family, title }) => {
    return `${id.padEnd(widest)}  ${family.padEnd('special-casing'.length)}  ${title}`;
  });
  return `${library.length} cheats:\n${lines.join('\n')}`;
}

function overrideText(open: readonly string[]): string {
  const what =
    open.length === 0
      ? 'although nobody has tried to cheat it'
      : `in spite of ${open.length} open cheat${open.length === 1 ? '' : 's'} (${open.join(', ')})`;
  return `Campaigns on this suite may start ${what}. The override is recorded with its reason.`;
}
