import type { Finding } from '../problem.ts';

/** Collects what is wrong (`refuse`) and what a reader should know (`warn`) while building. */
export interface Complaints {
  refuse(offset: number, message: string, hint?: string | null): void;
  warn(offset: number, message: string, hint?: string | null): void;
  readonly refused: readonly Finding[];
  readonly warned: readonly Finding[];
}

/** An empty collection. */
export function noComplaints(): Complaints {
  const refused: Finding[] = [];
  const warned: Finding[] = [];
  return {
    refuse: (offset, message, hint = null) => refused.push({ offset, message, hint }),
    warn: (offset, message, hint = null) => warned.push({ offset, message, hint }),
    refused,
    warned,
  };
}
