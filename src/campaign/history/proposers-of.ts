import { Value } from 'typebox/value';

import { ProposerRecord, type RetroProposal, type RetroProposer } from '../../model/index.ts';
import { PROPOSER_TYPE } from '../try/proposer-event.ts';
import type { RunToRead } from './measurements-of-run.ts';

/** Who proposed in some runs, how much of it was kept, and what it cost as far as they said. */
export function proposersOf(
  whole: readonly RunToRead[],
  judged: readonly RetroProposal[],
): RetroProposer[] {
  const records = whole.flatMap(({ run, events }) =>
    events.flatMap(({ type, key, data }) =>
      type === PROPOSER_TYPE && Value.Check(ProposerRecord, data)
        ? [{ run, name: (key ?? '').slice('proposer/'.length), ...data }]
        : [],
    ),
  );
  const groups = Map.groupBy(records, ({ by }) => by ?? 'ready patches');
  return [...groups].map(([by, own]) => ({
    by,
    proposals: own.length,
    kept: own.filter(({ run, name }) =>
      judged.some((one) => one.run === run && one.proposal === name && one.decision === 'kept'),
    ).length,
    tokens: sumOf(own.map(({ usage }) => usage?.tokens ?? null)),
    costUsd: sumOf(own.map(({ usage }) => usage?.cost ?? null)),
  }));
}

/** A sum; null when one of the values is not known. */
export function sumOf(values: readonly (number | null)[]): number | null {
  const told = values.filter((value) => value !== null);
  return told.length === values.length ? told.reduce((sum, value) => sum + value, 0) : null;
}
