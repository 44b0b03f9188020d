import type { Json } from '../../../base/index.ts';
import type { GateView, RunView } from '../../../port/index.ts';
import type { FlowContext } from '../flow-context.ts';
import { fittingName, fittingText } from './fitting-text.ts';
import { evidenceOf, risksIn, stepOfGate } from './recorded-steps.ts';

/** `gates/<step>.json`; null for a question that is no gate of a step. */
export function gateResult(
  context: FlowContext,
  view: RunView,
  gate: GateView,
): ({ readonly step: string } & Record<string, Json | undefined>) | null {
  const evidence = evidenceOf(gate);
  const step = stepOfGate(gate);
  if (evidence === null || step === null || gate.id.endsWith('/override')) {
    return null; // that somebody let it pass stands with the gate that failed
  }
  const risk = risksIn(view).find((one) => one.step === step);
  const common = {
    gate_id: gate.id,
    run_id: view.run,
    workflow: fittingName(context.file.name),
    step,
    agent: evidence.agent,
    timestamp: gate.at,
    evidence: evidence.artifacts.map(({ name: path, sha256 }) => ({ path, sha256 })),
    validations: evidence.validations.map(({ name, passed, message }) => ({
      name: fittingName(name),
      passed,
      message: fittingText(message, passed ? 'It holds.' : 'It does not hold.'),
    })),
  };
  const nobody = { question: null, override: null, approved_by: null };
  switch (gate.state) {
    case 'checking':
      return null; // there is nothing to tell of it yet
    case 'passed':
      return {
        ...common,
        ...nobody,
        status: 'passed',
        allowed: true,
        reasons: [],
        approved_by: gate.answer === null ? null : fittingName(gate.answer.by),
        summary: `All ${evidence.validations.length} checks passed.`,
      };
    case 'waiting':
      return {
        ...common,
        ...nobody,
        status: 'waiting',
        allowed: false,
        reasons: [],
        question: fittingText(gate.question?.text ?? '', 'Is it good enough?'),
        summary: 'It waits for a person.',
      };
    case 'failed':
      return risk === undefined
        ? { ...common, ...nobody, ...failedFields(gate) }
        : {
            ...common,
            ...nobody,
            ...failedFields(gate),
            status: 'overridden',
            allowed: true,
            override: { by: risk.by, reason: risk.risk, risk: risk.risk, at: risk.at },
            summary: `${risk.by} let it pass although it failed.`,
          };
  }
}

function failedFields(gate: GateView): Record<string, Json> {
  const said = gate.reasons.length === 0 ? [''] : gate.reasons;
  const reasons = said.map((reason) => fittingText(reason, 'It was rejected.'));
  const summary = fittingText(reasons.join(' '), 'It was rejected.');
  return { status: 'failed', allowed: false, reasons, summary };
}
