import { TRACE_ABOUT_LENGTH_MAX } from '../limits.ts';
import { failure } from './ask-model.ts';
import type { RequestedCall } from './chat-message.ts';
import {
  NAME_SHOWN_LENGTH_MAX,
  BROKEN_CALLS_MAX,
  REMINDERS_MAX,
  RESULT_BYTES_MAX,
  SAME_CALL_MAX,
} from './limits.ts';
import type { ModelWork } from './model-work.ts';
import { oneLine, withoutMiddle } from './shown-text.ts';
import { FINISH, parseValues, textValue, type Tool, type ToolValues } from './tool-spec.ts';

/** From here on the model is told that it repeats itself. */
const SAME_CALL_TOLD = 3;

/**
 * Does what a call asks for and tells the model what came of it.
 *
 * @param wasCut - whether the answer with the call in it reached the longest that a model gives
 * @returns true when it was the end of the work
 * @throws HoneError E_COMMAND for one that can't be understood, or brings nothing new, too often;
 *   what the tool throws
 */
export async function performCall(
  work: ModelWork,
  call: RequestedCall,
  wasCut: boolean,
): Promise<boolean> {
  const { conversation, line, progress, tools } = work;
  line.log.add(`call ${oneLine(call.name, NAME_SHOWN_LENGTH_MAX)}`, call.argumentsText);
  const tool = tools.find(({ spec }) => spec.name === call.name);
  const parsed =
    tool === undefined
      ? ({ kind: 'broken', why: unknownTool(tools, call.name) } as const)
      : parseValues(tool.spec, call.argumentsText);
  if (tool === undefined || parsed.kind === 'broken') {
    tellBroken(work, call, parsed.kind === 'broken' ? parsed.why : '', wasCut);
    return false;
  }
  progress.broken = 0;
  if (tool.spec.name === FINISH) {
    return finishes(work, call.id, textValue(parsed.values, 'summary'));
  }
  const text = await use(work, tool, call, parsed.values);
  progress.calls++;
  progress.reminders = 0;
  line.log.add('result', text);
  conversation.brought(call.id, text);
  return false;
}

function unknownTool(tools: readonly Tool[], name: string): string {
  const names = tools.map(({ spec }) => spec.name).join(', ');
  return `There is no tool ${JSON.stringify(oneLine(name, NAME_SHOWN_LENGTH_MAX))}, only ${names}.`;
}

function tellBroken(work: ModelWork, call: RequestedCall, why: string, wasCut: boolean): void {
  const { conversation, line, progress, trace } = work;
  progress.broken++;
  const name = oneLine(call.name, NAME_SHOWN_LENGTH_MAX);
  trace({ kind: 'tool', name, about: '', outcome: 'failed' });
  if (progress.broken >= BROKEN_CALLS_MAX) {
    throw failure(
      line,
      `made ${progress.broken} calls one after the other that can't be understood. ` +
        `The last: ${line.endpoint.secret.hideIn(oneLine(why, 2 * NAME_SHOWN_LENGTH_MAX))}`,
      'Choose a model that is made to call tools.',
    );
  }
  const cut = wasCut ? ' Your answer was cut because it got too long: take smaller steps.' : '';
  const text = `${why}${cut} Nothing was done. Make the call again.`;
  line.log.add('result', text);
  conversation.brought(call.id, text);
}

function finishes(work: ModelWork, id: string, summary: string): boolean {
  const { conversation, line, progress, trace } = work;
  const problem = work.accept(summary);
  trace({ kind: 'tool', name: FINISH, about: '', outcome: problem === null ? 'done' : 'failed' });
  if (problem === null) {
    if (summary.trim() !== '') {
      trace({ kind: 'said', text: summary });
    }
    return true;
  }
  progress.reminders++;
  if (progress.reminders > REMINDERS_MAX) {
    throw problem;
  }
  line.log.add('result', problem.message);
  conversation.brought(id, problem.message);
  return false;
}

async function use(
  { line, progress, trace }: ModelWork,
  tool: Tool,
  call: RequestedCall,
  values: ToolValues,
): Promise<string> {
  const { name } = tool.spec;
  const about = oneLine(tool.about(values), TRACE_ABOUT_LENGTH_MAX);
  trace({ kind: 'tool', name, about, outcome: 'begun' });
  const result = await tool.use(values);
  trace({ kind: 'tool', name, about, outcome: result.kind });
  const text = withoutMiddle(result.text, RESULT_LENGTH_MAX);
  if (result.changed) {
    progress.same.forget();
    return text;
  }
  const times = progress.same.count(name, call.argumentsText, text);
  if (times >= SAME_CALL_MAX) {
    throw failure(
      line,
      `goes in circles: it called ${name} ${times} times with the same arguments and result`,
      'Choose another model, or give it a task that says more.',
    );
  }
  return times < SAME_CALL_TOLD
    ? text
    : `${text}\n[You made this call ${times} times with this result. Do something else.]`;
}

/** Headings and notes come on top of what a tool bounds itself. */
const RESULT_LENGTH_MAX = 2 * RESULT_BYTES_MAX;
