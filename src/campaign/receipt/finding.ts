import type { ReceiptArea, ReceiptFinding } from '../../model/index.ts';
import { SHOWN_CHARS_MAX } from './limits.ts';

/** A finding; what does not apply is left out. */
export function finding(
  area: ReceiptArea,
  text: string,
  about: Partial<Omit<ReceiptFinding, 'area' | 'text'>> = {},
): ReceiptFinding {
  const none = { proposal: null, benchmark: null, field: null, said: null, found: null };
  return { area, ...none, ...about, text };
}

/** A value as it is shown in a finding. */
export function shownValue(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX - 1)}…` : text;
}
