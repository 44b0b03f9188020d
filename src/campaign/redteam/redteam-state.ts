import { Value } from 'typebox/value';

import { HoneError } from '../../base/index.ts';
import { openRepository, resolveRevision } from '../../git/index.ts';
import {
  type ContainmentKind,
  openCheats,
  type RedteamEntry,
  RedteamResult,
} from '../../model/index.ts';
import type { Event, Store } from '../../store/index.ts';
import { containmentHere } from '../containment-here.ts';
import { sandboxWanted } from '../sandbox-wanted.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import { openSubjectStore } from '../try/run-try.ts';
import { runIdNow } from '../try/run-id-now.ts';

/** Key of the first event of every run of `hone redteam`, overrides included. */
export const REDTEAM_KEY = 'redteam';

/** Key of the step whose result is the run's result. */
export const REDTEAM_RESULT_KEY = 'redteam-result';

/** Whether a suite was attacked, and how that ended. */
export type RedteamState =
  | { readonly kind: 'never' }
  | { readonly kind: 'passed'; readonly run: string; readonly at: string }
  /** Every cheat was caught, but inside a better sandbox than the campaign has. */
  | {
      readonly kind: 'contained-better';
      readonly run: string;
      readonly at: string;
      readonly tried: ContainmentKind;
      readonly campaign: ContainmentKind;
    }
  | {
      readonly kind: 'open';
      readonly run: string;
      readonly at: string;
      /** Cheats that won, broke the trial or could not be judged; not empty. */
      readonly cheats: readonly RedteamEntry[];
    }
  | {
      readonly kind: 'overridden';
      readonly run: string;
      readonly at: string;
      readonly reason: string;
      /** Ids of what was open then; empty when nothing had been tried. */
      readonly cheats: readonly string[];
    };

/** What an override records. */
interface Override {
  readonly suiteHash: string;
  readonly reason: string;
  readonly cheats: readonly string[];
}

const OVERRIDE_TYPE = 'redteam.overridden';

/**
 * How a suite stands against cheats: its newest complete attack decides. An override covers what
 * was open when it was made; a cheat that wins for the first time afterwards is open again. Runs
 * with `--only` neither clear a suite nor stand against it.
 *
 * A sandbox stops some cheats by itself, so an attack clears only campaigns that are contained at
 * least as well. What got through in spite of a better sandbox stands against any campaign.
 *
 * @param suiteHash - of the suite as it is now; an attack on another suite says nothing
 * @param campaign - what the campaign is contained with
 */
export function redteamState(
  store: Store,
  suiteHash: string,
  campaign: ContainmentKind,
): RedteamState {
  let better: RedteamState | null = null;
  const overrides: { readonly run: string; readonly event: Event; readonly data: Override }[] = [];
  for (const { run } of store.runs().toReversed()) {
    const first = store.eventByKey(run, REDTEAM_KEY);
    if (first?.type === OVERRIDE_TYPE) {
      const data = overrideIn(first);
      if (data.suiteHash === suiteHash) {
        overrides.push({ run, event: first, data });
      }
    } else if (first !== null) {
      const result = resultIn(store, run);
      if (result !== null && result.complete && result.suiteHash === suiteHash) {
        const tried = result.containment ?? 'bwrap';
        const state = judged(result, overrides);
        if (state.kind !== 'passed' || STRENGTH[tried] <= STRENGTH[campaign]) {
          return state;
        }
        const { run: attack, at } = state;
        better ??= { kind: 'contained-better', run: attack, at, tried, campaign };
      }
    }
  }
  const [last] = overrides;
  return last === undefined ? (better ?? { kind: 'never' }) : overridden(last);
}

/** How much each keeps from a cheat: `srt` leaves it the temporary folders of the machine. */
const STRENGTH: Readonly<Record<ContainmentKind, number>> = { none: 0, srt: 1, bwrap: 2 };

type Recorded = { readonly run: string; readonly event: Event; readonly data: Override };

function judged(result: RedteamResult, overrides: readonly Recorded[]): RedteamState {
  const open = openCheats(result);
  const at = result.createdAt;
  if (open.length === 0) {
    return { kind: 'passed', run: result.run, at };
  }
  // Only what was made after this attack is in the list, the newest first.
  const covering = overrides.find(({ data }) => open.every(({ id }) => data.cheats.includes(id)));
  return covering === undefined
    ? { kind: 'open', run: result.run, at, cheats: open }
    : overridden(covering);
}

function overridden({ run, event, data }: Recorded): RedteamState {
  const { reason, cheats } = data;
  return { kind: 'overridden', run, at: event.at, reason, cheats };
}

function overrideIn(event: Event): Override {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by overrideRedteam
  return event.data as unknown as Override;
}

/** The recorded result of a finished attack; null while it is not finished. */
function resultIn(store: Store, run: Parameters<Store['eventByKey']>[0]): RedteamResult | null {
  const event = store.eventByKey(run, REDTEAM_RESULT_KEY);
  if (event === null) {
    return null;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the store records a step
  const data = event.data as { result?: unknown; blob?: string };
  const json: unknown =
    data.blob === undefined
      ? data.result
      : JSON.parse(new TextDecoder().decode(store.getBlob(data.blob)));
  return Value.Check(RedteamResult, json) ? json : null;
}

/**
 * Why a campaign may not start, in one paragraph with what to do next; null when it may.
 */
export function redteamRefusal(state: RedteamState): string | null {
  const instead = 'or say why it does not matter: hone redteam --override "reason".';
  switch (state.kind) {
    case 'passed':
    case 'overridden':
      return null;
    case 'never':
      return (
        'Nobody has tried to cheat this suite yet, so nothing shows that a cheat would lose. Run ' +
        `"hone redteam" first (a few minutes), ${instead}`
      );
    case 'contained-better':
      return (
        `No cheat got past this suite, but they were tried ${containedWords(state.tried)}, and ` +
        `this campaign runs ${containedWords(state.campaign)}, where more of them may win: they ` +
        'could keep results outside of their checkouts, or reach the other side. Use that ' +
        `sandbox, or try them as the campaign runs: HONE_SANDBOX=${state.campaign} hone redteam; ` +
        instead
      );
    case 'open': {
      const names = state.cheats.map(({ id }) => id);
      const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
      return (
        `${names.length} cheat${names.length === 1 ? ' gets' : 's get'} past this suite ` +
        `(${shown}). ` +
        `"hone redteam --show" says how to close that; then run "hone redteam" again, ${instead}`
      );
    }
  }
}

function containedWords(kind: ContainmentKind): string {
  return kind === 'none' ? 'without a sandbox' : `inside ${kind}`;
}

/**
 * Records that a person lets campaigns start in spite of what is open.
 *
 * @returns what was open when it was recorded
 * @throws HoneError E_USAGE without a reason, or when there is nothing to override
 */
export async function overrideRedteam(
  folder: string,
  reason: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (reason.trim() === '') {
    throw new HoneError(
      'E_USAGE',
      'An override needs a reason: --override "why it does not matter"',
    );
  }
  const campaign = await containmentHere(sandboxWanted(), signal);
  return withSuite(folder, signal, (store, suiteHash) => {
    const state = redteamState(store, suiteHash, campaign);
    if (state.kind === 'passed') {
      throw new HoneError(
        'E_USAGE',
        'Every cheat was caught on this suite, so there is nothing to override.',
      );
    }
    const cheats =
      state.kind === 'open'
        ? state.cheats.map(({ id }) => id)
        : state.kind === 'overridden'
          ? state.cheats
          : [];
    const run = runIdNow();
    const lease = store.acquireRun(run, { purpose: 'hone redteam --override', expect: 'new' });
    const data = { suiteHash, reason: reason.trim(), cheats: [...cheats] };
    store.appendEvent(run, { type: OVERRIDE_TYPE, key: REDTEAM_KEY, data });
    lease.release();
    return cheats;
  });
}

/**
 * How the suite in a working tree stands, and its last complete attack.
 *
 * @throws HoneError E_CONFIG, E_NOT_FOUND, E_NO_GIT
 */
export async function redteamStanding(
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly state: RedteamState; readonly result: RedteamResult | null }> {
  const campaign = await containmentHere(sandboxWanted(), signal);
  return withSuite(folder, signal, (store, suiteHash) => {
    const results = store
      .runs()
      .toReversed()
      .filter(({ run }) => store.eventByKey(run, REDTEAM_RESULT_KEY) !== null)
      .map(({ run }) => resultIn(store, run));
    const result = results.find((one) => one?.complete === true && one.suiteHash === suiteHash);
    return { state: redteamState(store, suiteHash, campaign), result: result ?? null };
  });
}

async function withSuite<T>(
  folder: string,
  signal: AbortSignal,
  use: (store: Store, suiteHash: string) => T,
): Promise<T> {
  const repository = await openRepository(folder, { signal });
  const base = await resolveRevision(repository, 'HEAD', { signal });
  const { manifest } = await currentSuite(repository, base.tree, signal);
  const store = await openSubjectStore(repository);
  try {
    return use(store, manifest.hash);
  } finally {
    store.close();
  }
}
