import { Type } from 'typebox';

import type { FlowFile } from '../../../flow/index.ts';
import type { GateView, RunView } from '../../../port/index.ts';
import { fitsShape } from '../../fits-shape.ts';
import { fittingName, fittingText } from './fitting-text.ts';

const RecordedArtifact = Type.Object({
  name: Type.String(),
  step: Type.String(),
  agent: Type.String(),
  sha256: Type.String(),
  bytes: Type.Integer(),
  schema: Type.Union([Type.String(), Type.Null()]),
});

/** What the gate of a step records as its evidence. */
const GateEvidence = Type.Object({
  step: Type.String(),
  agent: Type.String(),
  artifacts: Type.Array(RecordedArtifact),
  validations: Type.Array(
    Type.Object({ name: Type.String(), passed: Type.Boolean(), message: Type.String() }),
  ),
});

/** Files that steps brought and that still count, the newest of each name. */
export function artifactsIn(view: RunView): Recorded[] {
  const byName = new Map<string, Recorded>();
  for (const gate of view.gates) {
    for (const artifact of evidenceOf(gate)?.artifacts ?? []) {
      byName.set(artifact.name, { ...artifact, gate });
    }
  }
  return [...byName.values()];
}

/** A file with the gate that saw it. */
export interface Recorded {
  readonly name: string;
  readonly step: string;
  readonly agent: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly schema: string | null;
  readonly gate: GateView;
}

/** What the gate of a step recorded; null for other questions. */
export function evidenceOf(gate: GateView): Type.Static<typeof GateEvidence> | null {
  const { evidence } = gate;
  return fitsShape(GateEvidence, evidence) ? evidence : null;
}

/** Steps of the flow whose gate let them pass, in the order of the file. */
export function stepsDone(file: FlowFile, view: RunView): string[] {
  const passed = new Set(
    view.gates
      .filter(({ state }) => state === 'passed')
      .map((gate) => stepOfGate(gate))
      .filter((step) => step !== null),
  );
  return file.steps.map(({ id }) => id).filter((id) => passed.has(id));
}

/** `3/gate` and `group/x/3/override` stand behind step 3; other questions behind none. */
export function stepOfGate({ id }: Pick<GateView, 'id'>): string | null {
  return /(?:^|\/)([^/]+)\/(?:gate|override)$/.exec(id)?.[1] ?? null;
}

/** Risks that somebody took on by letting a step pass. */
export function risksIn(
  view: RunView,
): { readonly step: string; readonly risk: string; readonly by: string; readonly at: string }[] {
  return view.gates.flatMap(({ id, answer, state }) =>
    state === 'passed' && answer?.choice === 'override'
      ? [
          {
            step: id.replace(/\/escalation$/, '').replace(/^.*\//, ''), // without its branch
            risk: fittingText(answer.reason, 'not said'),
            by: fittingName(answer.by),
            at: answer.at,
          },
        ]
      : [],
  );
}
