import { askModel, failure, refusalWords } from './ask-model.ts';
import { callsOf, onWire } from './call-ids.ts';
import type { ChatAnswer } from './chat-message.ts';
import { CALLS_MAX, REMINDERS_MAX } from './limits.ts';
import type { ModelWork } from './model-work.ts';
import { performCall } from './perform-call.ts';
import { CALL_ADVICE } from './refusal.ts';
import { FINISH } from './tool-spec.ts';
import { isWrittenCall } from './written-call.ts';

/**
 * Lets a model work until it says that it is done and what it brought is accepted.
 *
 * @throws HoneError E_COMMAND when it does not get there, E_BUDGET when it uses too much; see
 *   `askModel` for the rest
 */
export async function workUntilDone(work: ModelWork): Promise<void> {
  const { conversation, line, progress } = work;
  const { roundsMax } = line.limits;
  for (let round = 1; round <= roundsMax; round++) {
    const answer = await nextAnswer(work);
    if (answer.calls.length === 0) {
      if (endsWith(work, answer)) {
        return;
      }
      continue;
    }
    const calls = callsOf(answer, progress.usedIds, round);
    conversation.answered(answer.text, calls.map(onWire));
    for (const call of calls) {
      line.signal.throwIfAborted();
      if (await performCall(work, call, answer.finish === 'length')) {
        return;
      }
    }
    if (answer.callsLeftOut > 0) {
      const most = `Only the first ${CALLS_MAX} calls of an answer are done`;
      conversation.told(`${most}; ${answer.callsLeftOut} were not. Make them again.`);
    }
  }
  const advice = 'Give it less to do, or choose another model.';
  throw failure(line, `was not done after ${roundsMax} answers`, advice);
}

/** Asks, shortens what is too long for the model, and counts what the answer took. */
async function nextAnswer(work: ModelWork): Promise<ChatAnswer> {
  const { line, conversation } = work;
  for (;;) {
    const asked = conversation.isFull() ? null : await askModel(line, conversation.messages);
    if (asked?.kind === 'answered') {
      count(work, asked.answer, asked.requested);
      return asked.answer;
    }
    const why = asked === null ? 'got too long a conversation' : refusalWords(line, asked.refusal);
    if (!conversation.shorten()) {
      const advice = 'Choose a model that can read more at once, or give it less to do.';
      throw failure(line, why, advice);
    }
    line.log.add('shortened', `It ${why}. Older results were taken out of the conversation.`);
  }
}

function count({ line, trace }: ModelWork, answer: ChatAnswer, requested: number): void {
  const { log, spending } = line;
  const { text, thought, usage, calls } = answer;
  const characters = calls.reduce((sum, call) => sum + call.argumentsText.length, text.length);
  spending.add(usage, requested, characters + thought.length);
  if (thought.trim() !== '') {
    log.add('thought', thought);
    trace({ kind: 'thought', text: thought });
  }
  if (text.trim() !== '') {
    log.add('said', text);
    trace({ kind: 'said', text });
  }
  const total = spending.total();
  if (total !== null) {
    const cost = total.cost === null ? 'cost not reported' : `$${total.cost}`;
    log.add('used so far', `${total.tokens ?? 'an unknown number of'} tokens, ${cost}`);
    trace({ kind: 'usage', usage: total });
  }
  const over = spending.over();
  if (over !== null) {
    throw over;
  }
}

/** What to make of an answer without a call: true when it is the end of the work. */
function endsWith(work: ModelWork, answer: ChatAnswer): boolean {
  const { conversation, handsIn, line, progress } = work;
  const isEmpty = answer.text.trim() === '';
  const isCut = answer.finish === 'length';
  // Small models announce what they are going to do; one that did nothing yet is asked once.
  const isAnnouncement = !handsIn && progress.calls === 0 && progress.reminders === 0;
  const names = line.tools.map(({ name }) => name);
  if (!isAnnouncement && progress.calls === 0 && isWrittenCall(answer.text, names)) {
    throw failure(line, 'writes its calls into its text, where nobody makes them', CALL_ADVICE);
  }
  const problem = isEmpty || isCut || isAnnouncement ? null : work.accept(answer.text);
  if (problem === null && !isEmpty && !isCut && !isAnnouncement) {
    return true;
  }
  progress.reminders++;
  if (progress.reminders > REMINDERS_MAX) {
    const happened = isEmpty ? 'answered nothing' : 'was cut at the longest answer that it gives';
    throw problem ?? failure(line, `${happened}, again and again`, 'Choose another model.');
  }
  const reminder = isCut
    ? 'Your answer was cut because it got too long. Go on with a tool, in smaller steps.'
    : isEmpty
      ? `Your answer was empty. Use a tool, or call ${FINISH} when you are done.`
      : (problem?.message ??
        `You have done nothing yet. Use a tool, or call ${FINISH} when there is nothing to do.`);
  conversation.answered(isEmpty ? '(nothing)' : answer.text, []);
  conversation.told(reminder);
  line.log.add('reminder', reminder);
  return false;
}
