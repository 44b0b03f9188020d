import { createHash } from 'node:crypto';

/** Counts how often the same was done without anything coming of it. */
export interface Repetition {
  /** @returns how often this call brought this result since something last changed, 1 or more */
  count(name: string, argumentsText: string, result: string): number;
  /** Something changed: from here on the same call may bring something else. */
  forget(): void;
}

/** Notices circles of any length: calls that follow each other, or that take turns. */
export function repetition(): Repetition {
  const seen = new Map<string, number>();
  return {
    count(name, argumentsText, result) {
      const key = createHash('sha256')
        .update(JSON.stringify([name, argumentsText, result]))
        .digest('base64');
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      return times;
    },
    forget: () => seen.clear(),
  };
}
