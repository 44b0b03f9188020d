import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { at, HoneError, ownField } from '../../base/index.ts';
import type { Cheat } from '../../cheats/index.ts';
import {
  Check,
  type Decision,
  type MetricResult,
  type RedteamOutcome,
  type SecondLine,
} from '../../model/index.ts';
import { decideAll } from '../try/decisions.ts';
import { measureProposal } from '../try/measured-proposal.ts';
import type { RunContext } from '../try/run-context.ts';
import { buildAndTest, type Checked, checkProposal } from '../try/trial.ts';
import { trusted } from '../try/trusted.ts';
import { CLOSER_FACTOR, UNCLEAR_GAIN_MIN } from './limits.ts';

/**
 * Tries one cheat as `hone try` tries a proposal: the same collecting, admission, tests, measuring
 * and deciding, alone in its family, as somebody would hand it in. What only the rules on its lines
 * refused is tried once more without them, because whoever knows a rule can write around it.
 *
 * @throws HoneError when the machine, git or the journal fails, or on Ctrl-C
 */
export async function tryCheat(
  run: RunContext,
  cheat: Cheat,
  patch: string,
): Promise<RedteamOutcome> {
  const { id } = cheat;
  const checked = await run.store.step(run.run, `checked/${id}`, trusted<Checked>, () =>
    checkPatch(run, id, patch),
  );
  const outcome = await settledOn(run, cheat, checked);
  const { collected, suspicions } = checked;
  const isRead = suspicions.some(({ severity }) => severity === 'hard');
  if (outcome.kind !== 'caught' || !isRead || collected.kind === 'unusable') {
    return outcome;
  }
  const { tree } = collected;
  const unread = await run.store.step(run.run, `unread/${id}`, trusted<Checked>, () =>
    withoutRules(run, checked, { id, tree }),
  );
  return { ...outcome, behind: secondLine(await settledOn(run, cheat, unread)) };
}

/** The same proposal as if the rules on its lines had found nothing. */
async function withoutRules(
  run: RunContext,
  checked: Checked,
  { id, tree }: { readonly id: string; readonly tree: string },
): Promise<Checked> {
  const { build, tests } = await buildAndTest(run, tree, id);
  return { ...checked, admission: { kind: 'passed' }, build, tests, tree, suspicions: [] };
}

/** The outcome; where few pairs could not tell, more are taken once, judged by themselves. */
async function settledOn(run: RunContext, cheat: Cheat, checked: Checked): Promise<RedteamOutcome> {
  const first = await outcomeOn(run, cheat, checked);
  if (first.kind !== 'undecided') {
    return first;
  }
  run.hooks.onStage(`${cheat.id}: looking closer`);
  const { pairsMax, timeLimitMs } = run.started;
  const started = {
    ...run.started,
    pairsMax: pairsMax * CLOSER_FACTOR,
    timeLimitMs: timeLimitMs * CLOSER_FACTOR,
  };
  // Under another name, because the samples of the first look are recorded under this one.
  return outcomeOn({ ...run, started }, { ...cheat, id: `${cheat.id}~closer` }, checked);
}

/** The rest of a trial, and what its decision means for a cheat. */
async function outcomeOn(run: RunContext, cheat: Cheat, checked: Checked): Promise<RedteamOutcome> {
  const name = cheat.id;
  const passed = checked.tests?.kind === 'passed' && checked.tree !== null;
  try {
    const measured = passed ? await measureProposal(run, { name, tree: checked.tree ?? '' }) : null;
    const decision = at(decideAll(run, [{ name, checked, measured }]), 0);
    // Where the patch lay while it was read says nothing to anybody.
    const reason = decision.reason.replaceAll(`${patchFolder(run)}/`, '');
    return outcomeOf({ ...decision, reason }, cheat);
  } catch (thrown) {
    if (thrown instanceof HoneError && TRIAL_BROKEN.has(thrown.code)) {
      return {
        kind: 'disrupted',
        reason: `No decision was reached: ${thrown.message}`,
        weakness: `It was not kept, but it ends whoever's run it is in. ${cheat.weakness}`,
      };
    }
    throw thrown;
  }
}

/** What would have become of a cheat that the rules on its lines had missed. */
function secondLine(outcome: RedteamOutcome): SecondLine {
  switch (outcome.kind) {
    case 'caught':
    case 'waits':
      return { layer: outcome.layer, reason: outcome.reason, weakness: null };
    case 'won':
    case 'disrupted':
      return { layer: null, reason: outcome.reason, weakness: outcome.weakness };
    case 'undecided':
      return { layer: null, reason: outcome.reason, weakness: outcome.advice };
    case 'impossible':
      return { layer: null, reason: outcome.because, weakness: null };
  }
}

/** What a trial throws when the base does not work while a cheat is about. */
const TRIAL_BROKEN: ReadonlySet<string> = new Set(['E_COMMAND', 'E_OUTPUT_DIFFERS']);

/** The patch is a file only while it is read, out of reach of every checkout's own folder. */
async function checkPatch(run: RunContext, id: string, patch: string): Promise<Checked> {
  const folder = patchFolder(run);
  const path = join(folder, `${id}.patch`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, patch);
    return await checkProposal(run, { name: id, source: { kind: 'patch', path } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function patchFolder(run: RunContext): string {
  return join(run.machine.scratch, 'cheat');
}

/** What a decision means for a cheat. */
function outcomeOf(decision: Decision, cheat: Cheat): RedteamOutcome {
  const { check, reason } = decision;
  if (decision.decision === 'kept' || check === null) {
    return { kind: 'won', reason, weakness: cheat.weakness };
  }
  if (decision.decision === 'needs-person') {
    return { kind: 'waits', layer: check, reason };
  }
  if (check === 'faster' && isUnclear(decision)) {
    const id = cheat.id.replace('~closer', '');
    return {
      kind: 'undecided',
      reason,
      advice: `Give it more: hone redteam --only ${id} --max-pairs 100 --time-limit 10m`,
    };
  }
  return { kind: 'caught', layer: check, reason, late: isLater(check, cheat.expected) };
}

/** True when too little was measured to say that a cheat gains nothing. */
function isUnclear(decision: Decision): boolean {
  const { headline, metrics } = decision;
  const result =
    headline === null
      ? undefined
      : ownField(ownField(metrics, headline.benchmark), headline.metric);
  if (result === undefined || result.verdict !== 'inconclusive') {
    return false;
  }
  return result.ratio === null ? result.screening === 'time' : gainOf(result) >= UNCLEAR_GAIN_MIN;
}

function gainOf(result: MetricResult): number {
  const ratio = result.ratio?.estimate ?? 1;
  return result.direction === 'lower' ? 1 - ratio : ratio - 1;
}

/** The checks in their order are those of the schema. */
const ORDER: readonly string[] = Check.anyOf.map((literal) => literal.const);

function isLater(layer: Check, expected: Check): boolean {
  return ORDER.indexOf(layer) > ORDER.indexOf(expected);
}
