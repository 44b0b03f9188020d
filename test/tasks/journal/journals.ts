import { createHash } from 'node:crypto';

import type { JournalEntry, JournalFacts } from '../../../src/tasks/index.ts';
import { taskId } from '../task-texts.ts';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const FACTS: JournalFacts = {
  id: taskId('21'),
  title: 'Parse large files faster',
  phase: 4,
  branch: 'performance/task-021-parse-large-files-faster',
  baseBranch: 'main',
  pullRequest: { name: '#12', title: 'Parse large files faster' },
  sections: { understanding: 'Parsing takes as long as reading.' },
};

const impact = {
  benchmark: 'parse-large',
  metric: 'wall',
  ratio: { estimate: 0.876, lo: 0.854, hi: 0.899, confidence: 0.95 },
};

export const ENTRIES: readonly JournalEntry[] = [
  {
    kind: 'phase',
    at: '2026-01-02T10:00:00Z',
    phase: 1,
    impact: [],
    content: 'The task begins.',
    next: 'Measure the baseline',
  },
  {
    kind: 'discovery',
    at: '2026-01-02T11:00:00Z',
    phase: 2,
    impact: [],
    next: '',
    content: 'Half of the time goes into key lookup.\n\nSee the profile.',
  },
  {
    kind: 'attempt',
    at: '2026-01-03T09:00:00Z',
    phase: 4,
    impact: [impact],
    content: 'Interned the keys.',
    next: 'Chunked reading',
  },
  {
    kind: 'attempt',
    at: '2026-01-03T10:00:00Z',
    phase: 4,
    impact: [],
    next: '',
    content: 'Read in chunks: tests failed.',
  },
  {
    kind: 'review',
    at: '2026-01-04T09:00:00Z',
    phase: 4,
    impact: [],
    next: 'Chunked reading',
    comments: {
      changed: 2,
      answered: 1,
      open: 1,
    },
    changes: 'Named the table.',
    discussions: ['Is 64 KiB right?'],
  },
];
