import { canonicalJson } from '../../base/index.ts';
import type { Decision, ReceiptFinding } from '../../model/index.ts';
import { type Difference, differences } from './differences.ts';
import { finding, shownValue } from './finding.ts';
import {
  decidedIn,
  RecordGap,
  type RecordedRun,
  resultIn,
  stackIn,
  startedIn,
} from './recorded-run.ts';
import { replayDecisions, replayRebased } from './replay.ts';

/** What recomputing found; sentences that are only worded differently are counted apart. */
export interface Recomputed {
  readonly findings: readonly ReceiptFinding[];
  readonly reworded: number;
}

/**
 * Recomputes every number, verdict and decision from the raw samples and holds them against what
 * the run recorded.
 *
 * @param sameVersion - false when another version of hone judged, which may word things differently
 * @throws RecordGap, HoneError when the samples do not suffice
 */
export async function decisionFindings(
  recorded: RecordedRun,
  sameVersion: boolean,
): Promise<Recomputed> {
  const said = decidedIn(recorded);
  const found = plain(await replayDecisions(recorded));
  const names = startedIn(recorded).proposals.map(({ name }) => name);
  const all = names.map((name) =>
    compared(
      name,
      said.find((one) => one.proposal === name),
      { again: found.find((one) => one.proposal === name), sameVersion, within: null },
    ),
  );
  all.push(...(await rebasedFindings(recorded, sameVersion)));
  return {
    findings: [...all.flatMap(({ findings }) => findings), ...laterFindings(recorded, said)],
    reworded: all.reduce((sum, { reworded }) => sum + reworded, 0),
  };
}

/** What was tried on top of the others, judged again from its own samples. */
async function rebasedFindings(recorded: RecordedRun, sameVersion: boolean): Promise<Recomputed[]> {
  const { kept, decisions } = stackIn(recorded);
  const found: Recomputed[] = [];
  for (const decision of decisions) {
    const { proposal, rebased } = decision;
    if (rebased !== undefined) {
      const again = await replayRebased(recorded, decision, rebased);
      found.push(compared(proposal, rebased, { again, sameVersion, within: 'rebased' }));
      const place = kept.findIndex(({ name }) => name === proposal);
      const below = kept[place - 1]?.commit ?? null;
      if (place !== -1 && below !== rebased.onto) {
        const path = ['rebased', 'onto'];
        found.push({ findings: [later(proposal, path, below, rebased.onto)], reworded: 0 });
      }
    }
  }
  return found;
}

/** As it would be read after it was written: without fields that are undefined. */
function plain(decisions: readonly Decision[]): Decision[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same, after JSON
  return JSON.parse(canonicalJson(decisions)) as Decision[];
}

/** @param how.within - the field of the decision that is compared; null for the whole */
function compared(
  name: string,
  said: unknown,
  {
    again,
    sameVersion,
    within,
  }: { readonly again: unknown; readonly sameVersion: boolean; readonly within: string | null },
): Recomputed {
  const all = differences(said, again, 'computed');
  const words = sameVersion ? [] : all.filter(isWording);
  const findings = all
    .filter((one) => !words.includes(one))
    .map((one) =>
      decisionFinding(name, { ...one, path: within === null ? one.path : [within, ...one.path] }),
    );
  return { findings, reworded: words.length };
}

const WORDS = new Set(['reason', 'text', 'advice']);

/** Also notes and fields that the version which judged did not have. */
function isWording({ path, said }: Difference): boolean {
  return WORDS.has(path.at(-1) ?? '') || path[0] === 'notes' || said === undefined;
}

/**
 * A finding on a recorded decision.
 *
 * @param difference - its path is `metrics/<benchmark>/<metric>/…` where it is about a number
 */
export function decisionFinding(
  proposal: string,
  { path, said, found }: Difference,
): ReceiptFinding {
  const isNumber = path[0] === 'metrics' || path[0] === 'holdout';
  const benchmark = isNumber ? (path[1] ?? null) : null;
  const field = (isNumber ? path.slice(2) : path).join('.');
  const on = benchmark === null ? '' : ` on ${path[0] === 'holdout' ? 'holdout ' : ''}${benchmark}`;
  const [shown, again] = [shownValue(said), shownValue(found)];
  const text =
    `${proposal}${on}: ${field === '' ? 'the decision' : field} was recorded as ${shown}; ` +
    `recomputed from the raw samples it is ${again}.`;
  const about = { proposal, benchmark, field, said: shown, found: again };
  return finding(isNumber ? 'number' : 'decision', text, about);
}

/** What stacking and the end of the run may change about a decision, and nothing else. */
function laterFindings(recorded: RecordedRun, decided: readonly Decision[]): ReceiptFinding[] {
  const stacked = stackIn(recorded).decisions;
  const { decisions: final } = resultIn(recorded);
  const findings = decided.flatMap((before) => {
    const { proposal } = before;
    const after = stacked.find((one) => one.proposal === proposal);
    if (after === undefined) {
      throw new RecordGap(`The stack has no decision on ${proposal}.`);
    }
    return differences(allowed(before, after), after, 'exact').map(({ path, said, found }) =>
      later(proposal, path, said, found),
    );
  });
  const atEnd = differences(stacked, final, 'exact').map(({ path, said, found }) =>
    later(stacked[Number(path[0])]?.proposal ?? '', path.slice(1), said, found),
  );
  return [...findings, ...atEnd];
}

/**
 * A kept proposal gets its commit, or waits for a person because it does not fit on the stack. What
 * was found there is judged again by itself; who is kept must have been kept there too.
 */
function allowed(before: Decision, after: Decision): Decision {
  if (before.decision !== 'kept') {
    return before;
  }
  const { rebased, conflict, next } = after;
  const there = rebased === undefined ? {} : { rebased };
  const isWaiting = after.decision === 'needs-person' && after.check === 'stack';
  const wasRefused = rebased !== undefined && rebased.decision !== 'kept';
  return isWaiting || wasRefused
    ? {
        ...before,
        decision: 'needs-person',
        check: 'stack',
        reason: after.reason,
        ...there,
        ...(conflict === undefined ? {} : { conflict }),
        ...(next === undefined ? {} : { next }),
      }
    : { ...before, commit: after.commit, ...there };
}

function later(
  proposal: string,
  path: readonly string[],
  said: unknown,
  found: unknown,
): ReceiptFinding {
  const field = path.join('.');
  const text =
    `${proposal}: ${field || 'the decision'} became ${shownValue(found)} after it was decided as ` +
    `${shownValue(said)}.`;
  const about = { proposal, field, said: shownValue(found), found: shownValue(said) };
  return finding('decision', text, about);
}
