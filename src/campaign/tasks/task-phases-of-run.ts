import { Value } from 'typebox/value';

import { assert } from '../../base/index.ts';
import { TaskPhase } from '../../model/index.ts';
import type { GateView, RunView } from '../../port/index.ts';
import type { Store } from '../../store/index.ts';
import type { PhaseNumber } from '../../tasks/index.ts';
import { evidenceOf } from '../flow/views/recorded-steps.ts';

/** The file in which the exit of a phase is recorded. */
const PHASE_FILE = /^phases\/phase-([1-8])\.json$/;

/** The number of the phase whose exit a file records; null for other files. */
export function phaseOfFile(name: string): PhaseNumber | null {
  const [, digit] = PHASE_FILE.exec(name) ?? [];
  return digit === undefined ? null : phaseNumber(Number(digit));
}

/** A number from 1 to 8 as the phase that it is. */
export function phaseNumber(value: number): PhaseNumber {
  assert(isPhase(value), 'phases have the numbers 1 to 8');
  return value;
}

function isPhase(value: number): value is PhaseNumber {
  return Number.isInteger(value) && value >= 1 && value <= 8;
}

/** A gate that saw the exit of a phase. */
export interface PhaseExit {
  readonly phase: PhaseNumber;
  readonly gate: GateView;
  /** What it recorded, by its hash in the store. */
  readonly sha256: string;
  /** It passed, or a person let it pass. */
  readonly isPassed: boolean;
}

/**
 * The exits of phases that a run came to and that still count, in their order; of each phase the
 * last one.
 */
export function phaseExits({ gates }: RunView): PhaseExit[] {
  const exits = gates.flatMap((gate): PhaseExit[] => {
    const evidence = evidenceOf(gate);
    const found = evidence?.artifacts.find(({ name }) => phaseOfFile(name) !== null);
    const phase = found === undefined ? null : phaseOfFile(found.name);
    if (evidence === null || found === undefined || phase === null) {
      return [];
    }
    const override = `${evidence.step}/override`;
    const isPassed =
      gate.state === 'passed' ||
      gates.some(({ id, state, order }) => {
        return id === override && state === 'passed' && order > gate.order;
      });
    return [{ phase, gate, sha256: found.sha256, isPassed }];
  });
  return exits.filter(({ phase }, index) => {
    return exits.findLastIndex((other) => other.phase === phase) === index;
  });
}

/** The phase that a run is in: the one after the last whose exit passed, 8 when all did. */
export function currentPhase(view: RunView, before = Number.POSITIVE_INFINITY): PhaseNumber {
  const passed = phaseExits(view)
    .filter(({ isPassed, gate }) => isPassed && gate.order < before)
    .map(({ phase }) => phase);
  return phaseNumber(Math.min(8, Math.max(0, ...passed) + 1));
}

/** What the exit of a phase recorded. @throws HoneError E_JOURNAL when it is damaged */
export function phaseRecord(store: Store, { sha256 }: Pick<PhaseExit, 'sha256'>): TaskPhase {
  const value: unknown = JSON.parse(new TextDecoder().decode(store.getBlob(sha256)));
  assert(Value.Check(TaskPhase, value), 'it was held against its schema when it was recorded');
  return value;
}
