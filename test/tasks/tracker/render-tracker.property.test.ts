import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Errors } from 'typebox/value';

import { TRACKER_SCHEMA, TrackerDocument } from '../../../src/model/index.ts';
import { renderTracker, type TrackerFacts, trackerOf } from '../../../src/tasks/index.ts';
import { outlineOf } from '../../../src/tasks/text/outline.ts';
import { anyText } from '../arbitrary.ts';
import { sha256 } from '../journal/journals.ts';
import { counts, FACTS, pullOf } from './trackers.ts';

const SECTIONS = [
  'Document Purpose',
  'Current Status',
  'Next Pull Request to Implement',
  'Overall Progress',
  'Pull Request Dashboard',
  'Pull Requests',
  'Success Metrics',
  'Critical Context',
  'Definition of Done',
];

/** Texts that mean harm. */
const odd = fc.oneof(
  anyText,
  fc
    .array(
      fc.constantFrom(
        '|',
        '\\',
        '`',
        '``',
        '<!-- hone:tracker-header 0123456789ab -->',
        '<!-- /hone:tracker-next -->',
        '<details>',
        '\n',
        '\r\n',
        ' ',
        'a',
        '# ',
        '- [ ] ',
        '[x](y)',
        '```\n',
        '~~~\n',
        '## Overall Progress\n',
      ),
      { maxLength: 8 },
    )
    .map((all) => all.join('')),
);
const state = fc.constantFrom('met' as const, 'unmet' as const, 'unknown' as const);
const criterion = fc.record({ text: odd, state, evidence: odd });

const pull = fc
  .record({ title: odd, branch: fc.option(odd), notes: odd, name: odd, url: fc.option(odd) })
  .chain(({ name, url, ...texts }) =>
    fc
      .record({ criteria: fc.array(criterion, { maxLength: 2 }), reason: odd, met: fc.nat(40) })
      .map(({ criteria, reason, met }) => ({
        ...texts,
        pullRequest: { name, url, state: 'open' as const },
        criteria,
        objectives: [{ text: reason, isDone: null }],
        checks: [{ name: reason, state: 'failed' as const }],
        dependencies: [{ id: pullOf('900').id, reason, isCompleted: false }],
        phases: counts(met),
      })),
  );

const facts: fc.Arbitrary<TrackerFacts> = fc
  .record({ name: odd, purpose: odd, scope: odd, overview: odd, more: odd })
  .chain(({ more, ...texts }) =>
    fc
      .record({
        pulls: fc.array(pull, { maxLength: 3 }),
        done: fc.array(criterion, { maxLength: 2 }),
      })
      .map(({ pulls, done }) => ({
        ...FACTS,
        ...texts,
        documents: [{ title: more, target: more, about: more }],
        pulls: pulls.map((given, index) => pullOf(String(index + 1), given)),
        metrics: [
          {
            name: more,
            base: more,
            current: { value: more, interval: more },
            target: more,
            state: 'unclear' as const,
          },
        ],
        attempts: FACTS.attempts.map((attempt) => ({ ...attempt, task: more, what: more })),
        context: [more],
        done,
      })),
  );

test('any facts on any file are rendered once and stay as they are then', () => {
  fc.assert(
    fc.property(facts, fc.option(odd), (given, previous) => {
      const once = renderTracker(given, previous, sha256);
      const twice = renderTracker(given, once.text, sha256);
      assert.deepEqual(twice, { text: once.text, keptAside: [] });
    }),
    { numRuns: 100 },
  );
});

test('any facts become values that are as the document for programs promises', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const document = { schema: TRACKER_SCHEMA, ...trackerOf(given) };
      assert.deepEqual([...Errors(TrackerDocument, document)], []);
    }),
    { numRuns: 100 },
  );
});

test('no text ends a row, forges a marker or begins a section', () => {
  const begin = /^<!-- hone:(.*) [0-9a-f]{12} -->$/;
  fc.assert(
    fc.property(facts, (given) => {
      const { text } = renderTracker(given, null, sha256);
      const lines = text.split('\n');
      const parts = lines.flatMap((line) => begin.exec(line)?.[1] ?? []);
      assert.equal(new Set(parts).size, parts.length);
      assert.equal(parts.length, 9 + Math.max(1, given.pulls.length));
      assert.equal(lines.filter((line) => line.startsWith('<!-- /hone:')).length, parts.length);
      const { sections } = outlineOf(text);
      assert.deepEqual(
        sections.map(({ title }) => title),
        SECTIONS,
      );
      const columnsIn = (section: string): number[] =>
        (sections.find(({ title }) => title === section)?.body ?? [])
          .filter((line) => line.text.startsWith('|'))
          .map((line) => line.text.split('|').length - 2);
      const rows = columnsIn('Pull Request Dashboard');
      assert.equal(rows.length, given.pulls.length === 0 ? 0 : given.pulls.length + 2);
      assert.ok(rows.every((columns) => columns === 7));
      assert.deepEqual(columnsIn('Success Metrics'), [6, 6, 6]);
    }),
    { numRuns: 100 },
  );
});
