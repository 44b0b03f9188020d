import { assert } from '../../base/index.ts';
import type { NewFlowEvent } from '../events.ts';
import type { Pass } from '../pass.ts';
import type { Recorder } from '../recorder.ts';
import type { Scope } from '../scope.ts';
import { encoded } from '../stored-value.ts';
import type { Answer, Question } from '../../port/index.ts';

/** `Flow.ask`. */
export async function ask(
  pass: Pass,
  scope: Scope,
  id: string,
  question: Question,
): Promise<Answer> {
  const full = pass.claim(scope, id);
  assert(question.choices.length > 0, `question ${full} offers something to choose`);
  if (pass.recordedAs(full, 'ask') === null) {
    pass.recorder.assertDriving();
    pass.recorder.append(questionEvent(pass.recorder, full, question, null));
  }
  return pass.answer(scope, full);
}

/** @param gate - what the gate remembers when it is approved; null for a question of the flow's */
export function questionEvent(
  recorder: Recorder,
  id: string,
  { text, of, choices, evidence }: Question,
  gate: { readonly commit: string | null } | null,
): NewFlowEvent {
  const value = recorder.store(encoded(evidence));
  return {
    type: 'question.asked',
    data: { id, text, of, choices: [...choices], evidence: value, gate },
  };
}
