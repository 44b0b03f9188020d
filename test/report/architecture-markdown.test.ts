import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ArchitectureNote } from '../../src/model/index.ts';
import { architectureMarkdown, architectureText } from '../../src/report/index.ts';

const STYLE = { color: false, width: 80, unicode: true };

const POSTGRES: ArchitectureNote = {
  kind: 'store',
  name: 'PostgreSQL',
  technology: 'PostgreSQL',
  evidence: [
    { file: 'deploy/a (b)/compose.yml', line: 3, kind: 'compose', text: 'image postgres:16' },
    { file: 'traces.jsonl', line: 1, kind: 'trace', text: 'db.system postgresql' },
  ],
};

test('each note has its places, with links where the way to the root is known', () => {
  const notes = [
    POSTGRES,
    { ...POSTGRES, kind: 'process' as const, name: '<web>|', technology: 'x' },
  ];
  const view = {
    notes,
    not_read: [{ file: 'k8s/a.yaml', reason: 'Line 1 is odd.' }],
    files_read: 3,
  };
  const linked = architectureMarkdown(view, '../../..');
  assert.ok(
    linked.includes(
      '[`deploy/a (b)/compose.yml:3`](../../../deploy/a%20%28b%29/compose.yml#L3): image postgres:16',
    ),
    linked,
  );
  assert.match(linked, /seen running in \[`traces\.jsonl:1`\]/);
  assert.match(linked, /\*\*\\<web\\>\\\|\*\*, x/);
  assert.match(linked, /## Not read\n\n- `k8s\/a\.yaml`: Line 1 is odd\./);
  assert.doesNotMatch(architectureMarkdown(view, null), /\]\(/);
});

test('a repository that says nothing says so', () => {
  const view = { notes: [], not_read: [], files_read: 0 };
  assert.match(architectureMarkdown(view, null), /No file says anything about it\./);
  assert.match(architectureText(view, STYLE), /No file says anything about it\./);
});

test('a terminal shows a few places of each note, counts the rest, and no escapes', () => {
  const [place] = POSTGRES.evidence;
  assert.ok(place !== undefined);
  const evidence = Array.from({ length: 6 }, (_, index) => ({ ...place, line: index + 1 }));
  const view = {
    notes: [
      { ...POSTGRES, kind: 'process' as const, name: 'web\u001b[2J', technology: null },
      { ...POSTGRES, evidence },
    ],
    not_read: [{ file: 'k8s/a.yaml', reason: 'Line 1 is odd.' }],
    files_read: 3,
  };
  const text = architectureText(view, STYLE);
  assert.match(
    text,
    /What is started and stays\n  web\\u001b\[2J\n    deploy\/a \(b\)\/compose.yml:3/,
  );
  assert.match(text, /seen running in traces\.jsonl:1: db\.system/);
  assert.match(text, /What keeps data\n  PostgreSQL\n[^]*compose\.yml:4: .*\n    and 2 more\n/);
  assert.match(text, /Not read\n  k8s\/a\.yaml: Line 1 is odd\./);
});
