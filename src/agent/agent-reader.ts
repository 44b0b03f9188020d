import type { AgentUsage, TraceEvent } from './executor.ts';
import { TRACE_ABOUT_LENGTH_MAX, TRACE_TEXT_LENGTH_MAX } from './limits.ts';

/** A JSON object of an agent's output, whose fields nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** What an agent's command line printed, apart from how it is wrapped. */
export interface AgentAnswer {
  /** The final message, or null when the output is plain text and is the message itself. */
  readonly text: string | null;
  readonly usage: AgentUsage | null;
  /** What the agent itself calls an error although its command may have ended well. */
  readonly failure: AgentFailure | null;
}

/** `budget` when the agent ended itself because it used what it was given. */
export interface AgentFailure {
  readonly kind: 'error' | 'budget';
  readonly text: string;
}

/** The JSON of one agent's command line. */
export interface AgentFormat {
  /** True for an object that no other program prints by chance. */
  recognises(event: Fields): boolean;
  /** For one run; gets the recognised object first, then every other in order. */
  reader(): AgentReader;
}

/** Reads one run's output, in memory that does not grow with it. */
export interface AgentReader {
  /** What an object tells; a `usage` event has all that was used so far. */
  read(event: Fields): readonly TraceEvent[];
  /** What is known so far. */
  answer(): AgentAnswer;
}

/** True for a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; none when it is no list. */
export function fieldsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The text of a field, or ''. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A finite amount of at least 0, or null. */
export function amountOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** The sum of those fields that hold an amount; null when none does. */
export function sumOf(fields: Fields, names: readonly string[]): number | null {
  const amounts = names.map((name) => amountOf(fields[name])).filter((amount) => amount !== null);
  return amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0);
}

/** Null when nothing is known. */
export function usageOf(tokens: number | null, cost: number | null): AgentUsage | null {
  return tokens === null && cost === null ? null : { tokens, cost };
}

/** No event when nothing was said. */
export function spoken(kind: 'said' | 'thought', text: string): readonly TraceEvent[] {
  return text.trim() === '' ? [] : [{ kind, text: cutTo(text, TRACE_TEXT_LENGTH_MAX) }];
}

/** A tool's use; what it was used on is shortened to one line. */
export function toolEvent(
  name: string,
  about: string,
  outcome: 'begun' | 'done' | 'failed',
): TraceEvent {
  const line = about.replaceAll(/\s+/g, ' ').trim();
  return { kind: 'tool', name, about: cutTo(line, TRACE_ABOUT_LENGTH_MAX), outcome };
}

/** What tools call the thing that they are used on, the most telling first. */
const ABOUT = ['file_path', 'path', 'command', 'pattern', 'query', 'url', 'description'];

/** What a tool was used on, from its input: a path or a command line, else its first text. */
export function aboutInput(input: unknown): string {
  if (!isFields(input)) {
    return '';
  }
  const known = ABOUT.map((name) => textOf(input[name])).find((text) => text !== '');
  return known ?? textOf(Object.values(input).find((value) => typeof value === 'string'));
}

function cutTo(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`;
}
