import { Type } from 'typebox';
import { Value } from 'typebox/value';

import {
  Backlog,
  type BacklogAttempt,
  BACKLOG_SCHEMA,
  PLAN_SCHEMA,
  type RetroItem,
  TriedBacklog,
} from '../../model/index.ts';
import type { RunView } from '../../port/index.ts';
import { median } from '../../stats/index.ts';
import { artifactsIn } from '../flow/views/recorded-steps.ts';
import type { RunSteps } from './sides-of-run.ts';

const Planned = Type.Object({ backlog: Backlog });

/** What the plan of a run predicted beside what was measured; null for a run without a backlog. */
export function predictedIn(run: RunSteps, view: RunView): RetroItem[] | null {
  const artifacts = artifactsIn(view);
  const newest = (schema: string) => artifacts.findLast((one) => one.schema === schema);
  const tried = contentOf(run, newest(BACKLOG_SCHEMA)?.sha256);
  if (Value.Check(TriedBacklog, tried)) {
    return tried.items.map((item) => {
      const attempt = tried.attempts.findLast((one) => one.item === item.id);
      return itemOf(item, attempt ?? null);
    });
  }
  const plan = contentOf(run, newest(PLAN_SCHEMA)?.sha256);
  return Value.Check(Planned, plan) ? plan.backlog.items.map((item) => itemOf(item, null)) : null;
}

function itemOf(item: Backlog['items'][number], attempt: BacklogAttempt | null): RetroItem {
  const { estimate, lo, hi } = item.expected;
  const { realised } = item;
  return {
    item: item.id,
    title: item.title,
    expected: { estimate, lo, hi },
    realised:
      realised === null
        ? (attempt?.gain ?? null)
        : { estimate: realised.estimate, lo: realised.lo, hi: realised.hi },
    status: item.status === 'planned' ? (attempt?.decision ?? 'not tried') : item.status,
  };
}

/** How much of the predicted gains came: the median over the items that have both numbers. */
export function realisedShare(items: readonly RetroItem[]): number | null {
  const shares = items.flatMap(({ expected, realised }) =>
    realised === null || expected.estimate <= 0 ? [] : [realised.estimate / expected.estimate],
  );
  return shares.length === 0 ? null : median(shares);
}

function contentOf(run: RunSteps, sha256: string | undefined): unknown {
  try {
    return sha256 === undefined ? null : JSON.parse(run.blob(sha256) ?? 'null');
  } catch {
    return null; // no JSON: then nothing is known of the plan
  }
}
