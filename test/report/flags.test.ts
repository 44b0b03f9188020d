import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Note, TryResult } from '../../src/model/index.ts';
import {
  commitMessage,
  proposalText,
  tryHtml,
  tryJson,
  tryMarkdown,
  tryText,
} from '../../src/report/index.ts';
import { tryResult } from './results.ts';

/** What is no reason to refuse, because honest gains look the same, but has to be seen. */
const FLAGS: readonly Note[] = [
  {
    code: 'no-cpu-gain',
    text: 'Wall time fell to 0.412 of the base but CPU time did not (0.998).',
    advice: 'That is right for less waiting. Otherwise check that the work was not moved.',
  },
  {
    code: 'bystander',
    text: 'While this was measured, redis-server kept 1.3 cores busy.',
    advice: 'End it and measure again.',
  },
];

const STYLE = { color: false, width: 1_000, unicode: true };

/** A kept proposal and one that waits for a person, both flagged. */
function flagged(): TryResult {
  const result = tryResult();
  const decisions = result.decisions
    .filter(({ decision }) => decision !== 'rejected')
    .map((decision) => ({ ...decision, notes: [...FLAGS] }));
  assert.deepEqual(new Set(decisions.map(({ decision }) => decision)).size, 2);
  return { ...result, decisions };
}

const SHOWN: Readonly<Record<string, (result: TryResult) => string>> = {
  text: (result) => tryText(result, STYLE),
  Markdown: (result) => tryMarkdown(result).replaceAll('\\', ''),
  HTML: (result) => tryHtml(result),
  JSON: (result) => tryJson(result),
  'the text about each proposal': (result) =>
    result.decisions.map((one) => proposalText(one, result, STYLE)).join('\n'),
  'the message of each commit': (result) =>
    result.decisions
      .map((one) => commitMessage(one, { run: result.run, suiteHash: result.suiteHash }))
      .join('\n')
      .replaceAll('\n', ' '),
};

for (const [name, show] of Object.entries(SHOWN)) {
  test(`a wall gain without a CPU gain, and a busy bystander, are flagged in ${name}`, () => {
    const result = flagged();
    const shown = show(result);
    for (const { text } of FLAGS) {
      const times = shown.split(text).length - 1;
      assert.ok(times >= result.decisions.length, `${times} times: ${text}\n${shown}`);
    }
  });
}
