import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { RetroRole } from '../../model/index.ts';
import { AGENT_WORK_TYPE, AgentWork } from '../proposing/agent-work.ts';
import type { RunToRead } from './measurements-of-run.ts';
import { sumOf } from './proposers-of.ts';

const Ended = Type.Object({ spent: AgentWork });

/** What the agents of some runs used, by role, those that took longest first. */
export function rolesOf(whole: readonly Pick<RunToRead, 'events'>[]): RetroRole[] {
  const works = whole
    .flatMap(({ events }) => events)
    .flatMap(({ type, data }) => {
      if (type === AGENT_WORK_TYPE) {
        return Value.Check(AgentWork, data) ? [data] : [];
      }
      return Value.Check(Ended, data) ? [data.spent] : [];
    });
  const groups = Map.groupBy(works, ({ role, agent }) => JSON.stringify([role, agent]));
  return [...groups.values()]
    .flatMap((own) =>
      own.slice(0, 1).map(({ role, agent }) => ({
        role,
        by: agent,
        asked: own.length,
        tokens: sumOf(own.map(({ tokens }) => tokens)),
        costUsd: sumOf(own.map(({ costUsd }) => costUsd)),
        ms: own.reduce((sum, { ms }) => sum + ms, 0),
      })),
    )
    .toSorted((left, right) => right.ms - left.ms);
}
