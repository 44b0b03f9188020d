import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import type { Json } from '../base/index.ts';
import type { JournalMessage } from './journal-port.ts';
import type { Recorded } from './recorded.ts';
import { answerFrom } from './run-events.ts';
import type { Answer } from '../port/index.ts';

const AnswerMail = Type.Object({
  question: Type.String(),
  answer: Type.Object({
    choice: Type.String(),
    by: Type.String(),
    reason: Type.String(),
    at: Type.String(),
    data: Type.Unknown(),
  }),
});
const CancelMail = Type.Object({ by: Type.String(), reason: Type.String() });

/** A request to end a run for good. */
export type CancelMail = { readonly kind: 'cancel'; readonly message: number } & Static<
  typeof CancelMail
>;

/** What people send to the driver of a run. */
export type Mail =
  | ({ readonly kind: 'answer'; readonly message: number } & Static<typeof AnswerMail>)
  | CancelMail;

/** An answer as it is put into the mailbox. */
export function answerMail(question: string, answer: Answer): { kind: string; data: Json } {
  const { choice, by, reason, at, data } = answer;
  return { kind: 'answer', data: { question, answer: { choice, by, reason, at, data } } };
}

/** A request to cancel as it is put into the mailbox. */
export function cancelMail(request: { readonly by: string; readonly reason: string }): {
  kind: string;
  data: Json;
} {
  return { kind: 'cancel', data: { by: request.by, reason: request.reason } };
}

/** What the messages say; those that are nothing this version knows are left out. */
export function mailFrom(messages: readonly JournalMessage[]): readonly Mail[] {
  return messages.flatMap(({ id, kind, data }): readonly Mail[] => {
    const sent: unknown = data;
    if (kind === 'answer' && Value.Check(AnswerMail, sent)) {
      return [{ kind, message: id, question: sent.question, answer: sent.answer }];
    }
    if (kind === 'cancel' && Value.Check(CancelMail, sent)) {
      return [{ kind, message: id, by: sent.by, reason: sent.reason }];
    }
    return [];
  });
}

/** The run as it will be once a driver has taken up what was sent: nothing can outrun that. */
export function withMail({
  recorded,
  messages,
}: {
  readonly recorded: Recorded;
  readonly messages: readonly JournalMessage[];
}): { readonly recorded: Recorded; readonly cancelled: CancelMail | null } {
  const answers = new Map(recorded.answers);
  for (const mail of mailFrom(messages)) {
    switch (mail.kind) {
      case 'cancel':
        return { recorded: { ...recorded, answers }, cancelled: mail };
      case 'answer': {
        const before = answers.get(mail.question) ?? [];
        answers.set(mail.question, [...before, answerFrom(mail.answer)]);
      }
    }
  }
  return { recorded: { ...recorded, answers }, cancelled: null };
}
