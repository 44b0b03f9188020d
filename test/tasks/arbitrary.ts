import * as fc from 'fast-check';

import { type TaskFields } from '../../src/tasks/index.ts';
import { taskId } from './task-texts.ts';

/** Any text, and lines of Markdown put together at random with any line break. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom('', '\ufeff'),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            '# Task #021: Fast',
            '# T',
            '## Risks',
            '## Sub-tasks',
            '## Sub-tasks ##',
            '## Targets',
            '### Deep',
            '- [ ] open',
            '  * [x] done ',
            '\t+ [X] done',
            '1. [ ] a',
            '- [] broken',
            '```',
            '~~~~',
            '<!-- note -->',
            '<!--',
            '-->',
            'words',
            '',
            '  ',
            '- a b <= 1 s',
            '- `a b >= 2` x',
            '## Dependencies',
            '- 019: x',
            '# Title',
            '> ```',
            '## Progress Log',
            '## Key Learnings',
            '## PENDING',
            '# COMPLETED',
            '021 | P1 | a',
            '021 | P1 | performance | T | D',
            '## Task Understanding',
            '<!-- /hone -->',
          ),
          fc.constantFrom('\n', '\n', '\r\n', '\r'),
        ),
        { maxLength: 30 },
      ),
      fc.boolean(),
    )
    .map(([mark, lines, isEnded]) => {
      const text = lines.map((line) => line.join('')).join('');
      return mark + (isEnded ? text : text.replace(/(?:\r\n|\n|\r)$/, ''));
    }),
);

const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => text.replaceAll(/[^\p{L}\p{N}]/gu, 'x'));
/** A sentence that no Markdown sign begins. */
export const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((all) => all.join(' '));
const prose = fc.oneof(
  fc.constant(''),
  fc.array(words, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n\n')),
);
const id = fc.integer({ min: 1, max: 999_999 }).map((number) => taskId(String(number)));
const items = fc.array(words, { maxLength: 3 });

/** Fields of a task as somebody would fill them in. */
export const taskFieldsArbitrary: fc.Arbitrary<TaskFields> = fc
  .record({
    id: fc.option(id),
    title: words.map((text) => `Make ${text}`),
    priority: fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const),
    overview: prose,
    dependencies: fc.uniqueArray(fc.record({ id, reason: fc.oneof(fc.constant(''), words) }), {
      maxLength: 3,
      selector: (one) => one.id,
    }),
    objectives: items,
    targets: fc.uniqueArray(
      fc.constantFrom('a wall <= 80 ms', 'b/n=1 rps >= 1e3 ops/s', 'c <= 5', 'a rss <= 64 MiB'),
      { maxLength: 4 },
    ),
    subTasks: fc
      .array(fc.record({ text: words, isDone: fc.boolean(), deeper: fc.nat(3) }), { maxLength: 6 })
      .map((all) => {
        let depth = -1;
        return all.map(({ text, isDone, deeper }) => {
          depth = Math.min(deeper, depth + 1);
          return { text, isDone, depth };
        });
      }),
    approach: prose,
    risks: items,
    resources: items,
    acceptance: fc.array(fc.record({ text: words, isDone: fc.constantFrom(true, false, null) }), {
      maxLength: 3,
    }),
  })
  .map((fields) => ({
    ...fields, // no task depends on itself
    dependencies: fields.dependencies.filter((one) => one.id !== fields.id),
  }));
