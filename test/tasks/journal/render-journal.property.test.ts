import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { type JournalEntry, renderJournal } from '../../../src/tasks/index.ts';
import { anyText } from '../arbitrary.ts';
import { ENTRIES, FACTS, sha256 } from './journals.ts';

/** The lines of a text as the set of a person's words. */
function linesOf(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^<!-- \/?hone:/.test(line));
}

const content = anyText.map((text): JournalEntry => {
  const fixed = { at: '2026-01-02T10:00:00Z', phase: 2 as const, impact: [], next: text };
  return { kind: 'discovery', content: text, ...fixed };
});

test('any text becomes a journal once and stays as it is then, with every line kept', () => {
  fc.assert(
    fc.property(anyText, fc.array(content, { maxLength: 3 }), (text, entries) => {
      const once = renderJournal(entries, FACTS, text, sha256);
      const twice = renderJournal(entries, FACTS, once.text, sha256);
      assert.deepEqual(twice, { text: once.text, keptAside: [] });
      const kept = linesOf(once.text);
      for (const line of linesOf(text)) {
        const at = kept.indexOf(line);
        assert.ok(at >= 0, JSON.stringify(line));
        kept.splice(at, 1);
      }
    }),
    { numRuns: 120 },
  );
});

test('edits anywhere in a journal are never lost, whatever is added later', () => {
  const journal = renderJournal(ENTRIES.slice(0, 3), FACTS, null, sha256).text;
  const lines = journal.split('\n');
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.nat(3), anyText, (at, removed, text) => {
      const words = `My words. ${text.replaceAll(/<!-- \/?hone:/g, '')}`;
      const edited = [...lines.slice(0, at), words, ...lines.slice(at + removed)].join('\n');
      const once = renderJournal(ENTRIES, FACTS, edited, sha256);
      assert.deepEqual(renderJournal(ENTRIES, FACTS, once.text, sha256).text, once.text);
      const kept = new Set(linesOf(once.text));
      assert.ok(linesOf(words).every((line) => kept.has(line)));
    }),
    { numRuns: 120 },
  );
});
