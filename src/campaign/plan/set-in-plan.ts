import { userInfo } from 'node:os';

import { HoneError, systemClock } from '../../base/index.ts';
import type { BacklogItem, BacklogOverride } from '../../model/index.ts';
import { overrideItem, overrideValue } from '../../plan/index.ts';
import { profilesFolder } from '../profile/kept-profiles.ts';
import { type KeptPlan, keptPlan, writePlanFiles } from './kept-plans.ts';

/** What a person sets instead of what follows from the evidence. */
export interface PlanSetting {
  readonly folder: string;
  /** Null for the newest plan. */
  readonly plan: string | null;
  /** Rank of an item, or the beginning of its id. */
  readonly item: string;
  readonly field: string;
  readonly value: string;
  readonly reason: string;
  /** Null for the user of the machine. */
  readonly by: string | null;
}

/** What each field takes. */
const FIELDS: Readonly<Record<BacklogOverride['field'], string>> = {
  reach: 'a share such as 0.4 or 40%',
  impact: 'a number above 0, up to 3',
  confidence: 'a share such as 0.8 or 80%',
  effort: 'a number above 0, of person-days or attempts as the plan counts them',
  risk: 'low, medium or high',
  lane: 'quick-win, medium or long-term',
};

/**
 * Sets one number of an item, ranks the items anew and records who did it and why. The steps keep
 * their numbers; a rating of the plan does not count any more, because the plan is another one.
 *
 * @throws HoneError E_NOT_FOUND, E_USAGE, E_FORMAT, E_DISK
 */
export async function setInPlan(
  setting: PlanSetting,
  signal: AbortSignal,
): Promise<KeptPlan & { readonly item: BacklogItem }> {
  const { field, value, reason } = setting;
  const given = overrideFrom(field, value);
  if (reason.trim() === '') {
    throw new HoneError('E_USAGE', '--reason says why the number is another; it is kept.');
  }
  const kept = keptPlan(await profilesFolder(setting.folder, signal), setting.plan);
  const { items = [], refused = [] } = kept.plan.backlog ?? {};
  const { id } = itemNamed(items, setting.item, kept.id);
  const set = overrideItem(items, id, {
    ...given,
    reason: reason.trim(),
    by: setting.by ?? userInfo().username,
    at: systemClock.isoNow(),
  });
  const changed = { ...kept, plan: { ...kept.plan, backlog: { items: set ?? [], refused } } };
  writePlanFiles(changed);
  return { ...changed, item: itemNamed(changed.plan.backlog.items, id, kept.id) };
}

function overrideFrom(field: string, value: string): NonNullable<ReturnType<typeof overrideValue>> {
  if (!isField(field)) {
    throw new HoneError(
      'E_USAGE',
      `An item has no "${field}" that could be set. It has: ${Object.keys(FIELDS).join(', ')}.`,
    );
  }
  const given = overrideValue(field, value);
  if (given === null) {
    throw new HoneError('E_USAGE', `${field} can't be "${value}": write ${FIELDS[field]}.`);
  }
  return given;
}

function isField(field: string): field is BacklogOverride['field'] {
  return Object.hasOwn(FIELDS, field);
}

function itemNamed(items: readonly BacklogItem[], word: string, plan: string): BacklogItem {
  const exact = items.filter(({ id }) => id === word);
  const ranked = /^\d{1,3}$/.test(word) ? items.filter(({ rank }) => rank === Number(word)) : [];
  const named = exact.length > 0 ? exact : ranked;
  const found = named.length > 0 ? named : items.filter(({ id }) => id.startsWith(word));
  const [first, ...more] = found;
  if (first !== undefined && more.length === 0) {
    return first;
  }
  const ids = (first === undefined ? items : found).slice(0, 5).map(({ id }) => id);
  const what = first === undefined ? `has no item "${word}"` : `has several items "${word}…"`;
  const there = ids.length === 0 ? 'It has none at all.' : `It has ${ids.join(', ')}.`;
  throw new HoneError(
    'E_NOT_FOUND',
    `Plan ${plan} ${what}. ${there} Write the rank of an item, or more of its id.`,
  );
}
