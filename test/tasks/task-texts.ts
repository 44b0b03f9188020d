import { assert } from '../../src/base/index.ts';
import { readTaskId, type TaskId } from '../../src/tasks/index.ts';

/** An id that the test knows to be one. */
export function taskId(text: string): TaskId {
  const id = readTaskId(text);
  assert(id !== null, `${text} is the id of a task`);
  return id;
}

/** A task file as a person writes it: other bullets, headings of their own, remarks. */
export const HAND_WRITTEN = `# Task #021: Parse large files faster

**Owner**: Ines

## Overview

Files above 10 MB take seconds.

## Task Type
performance

## Priority
P1 - customers wait

## Dependencies

* 019: the parser is one module since then
* Task #020 (benchmarks exist)

## Objectives

1. Parsing large files
   takes no longer than reading them
2. Memory stays flat

## Performance Targets

- \`parse-large p50 <= 80 ms\` (120 ms today)
- parse-large rss <= 64 MiB
- serve rps >= 900

## Sub-tasks

### Reader
- [x] Read in chunks
  - [ ] Keep the last line
\t- [ ] Without copying
+ [ ] Intern keys

\`\`\`md
## Risks
- [ ] not a sub-task
\`\`\`

## Technical Approach

Chunks of 64 KiB.

## Risks & Concerns

- Keys of one character

## Our own heading

Kept.

## Resources

- docs/parser.md

## Acceptance Criteria

- [ ] Targets reached
- Output unchanged
`;
