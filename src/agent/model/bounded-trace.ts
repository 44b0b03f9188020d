import type { TraceEvent } from '../executor.ts';
import { TRACE_EVENTS_MAX, TRACE_TEXT_LENGTH_MAX } from '../limits.ts';
import { cutAt } from './shown-text.ts';

/**
 * What is told about a piece of work: without the key, each text cut, and no more events than
 * anybody reads. What was used is always told.
 *
 * @param tell - who is told; undefined for nobody
 * @param hideIn - takes the key out of a text
 */
export function boundedTrace(
  tell: ((event: TraceEvent) => void) | undefined,
  hideIn: (text: string) => string,
): (event: TraceEvent) => void {
  let told = 0;
  return (event) => {
    told += event.kind === 'usage' ? 0 : 1;
    if (event.kind === 'usage' || told <= TRACE_EVENTS_MAX) {
      tell?.(bounded(event, hideIn));
    }
  };
}

function bounded(event: TraceEvent, hideIn: (text: string) => string): TraceEvent {
  switch (event.kind) {
    case 'said':
    case 'thought':
      return { ...event, text: cutText(hideIn(event.text)) };
    case 'tool':
      return { ...event, name: hideIn(event.name), about: hideIn(event.about) };
    case 'permission':
      return { ...event, about: hideIn(event.about) };
    case 'usage':
      return event;
  }
}

function cutText(text: string): string {
  return text.length <= TRACE_TEXT_LENGTH_MAX ? text : `${cutAt(text, TRACE_TEXT_LENGTH_MAX)}…`;
}
