import type { OpenQuestion } from '../../port/index.ts';

/** The command that answers a question, with its choices where there are several ways. */
export function answerCommand(run: string, question: OpenQuestion): string {
  const { id, choices } = question;
  return choices.includes('approve') && choices.includes('reject')
    ? `hone run approve ${run} ${id}   (or: hone run reject ${run} ${id} --reason …)`
    : `hone run answer ${run} ${id} ${choices.join('|')} --reason …`;
}
