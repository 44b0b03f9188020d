import { FAILURE_CHARS_MAX } from './limits.ts';

/** A text that the journal takes: well-formed and not too long. */
export function failureText(text: string): string {
  const rest = text.length - FAILURE_CHARS_MAX;
  const kept = rest <= 0 ? text : `${text.slice(0, FAILURE_CHARS_MAX)} … (${rest} characters more)`;
  return kept.toWellFormed();
}
