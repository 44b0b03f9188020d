import type { AgentUsage, TraceEvent } from '../../agent/index.ts';

/** Events and characters of one agent's trace that are kept; the rest is counted. */
const EVENTS_MAX = 5_000;
const CHARACTERS_MAX = 1_048_576;

/** Characters of one text in it. */
const TEXT_CHARACTERS_MAX = 4_000;

/** What an agent did while it worked, for people and receipts. */
export interface AgentTrace {
  readonly onTrace: (event: TraceEvent) => void;
  /** JSON lines, one for each event; '' when there was none. */
  text(): string;
  /** Lines of that text. */
  lines(): number;
  /** The last usage that it reported. */
  usage(): AgentUsage | null;
}

/** Collects a bounded trace. */
export function agentTrace(): AgentTrace {
  const lines: string[] = [];
  let characters = 0;
  let left = 0;
  let usage: AgentUsage | null = null;
  return {
    onTrace: (event) => {
      if (event.kind === 'usage') {
        usage = event.usage;
      }
      const line = JSON.stringify(shortened(event));
      if (lines.length >= EVENTS_MAX || characters + line.length > CHARACTERS_MAX) {
        left += 1;
        return;
      }
      lines.push(line);
      characters += line.length + 1;
    },
    text: () => {
      const more = left === 0 ? [] : [JSON.stringify({ kind: 'left-out', events: left })];
      return [...lines, ...more].map((line) => `${line}\n`).join('');
    },
    lines: () => lines.length + Math.min(1, left),
    usage: () => usage,
  };
}

function shortened(event: TraceEvent): TraceEvent {
  switch (event.kind) {
    case 'said':
    case 'thought':
      return { ...event, text: short(event.text) };
    case 'tool':
    case 'permission':
      return { ...event, about: short(event.about) };
    case 'usage':
      return event;
  }
}

function short(text: string): string {
  return text.length > TEXT_CHARACTERS_MAX ? `${text.slice(0, TEXT_CHARACTERS_MAX)}…` : text;
}
