import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openComments } from '../../../src/campaign/tasks/open-comments.ts';
import type { HandledComment, LoggedEvent } from '../../../src/campaign/tasks/task-log.ts';
import type { Comment } from '../../../src/git/index.ts';

const EARLY = '2026-01-02T10:00:00Z';
const LATE = '2026-01-02T11:00:00Z';

const words = (id: string, updatedAt = EARLY, body = 'Why?') => ({
  id,
  author: 'ines',
  authorKind: 'person' as const,
  createdAt: EARLY,
  updatedAt,
  body,
  url: null,
});

function talk(id: string, updatedAt = EARLY, body = 'Why?'): Comment {
  return { ...words(id, updatedAt, body), kind: 'conversation' };
}

function code(id: string, thread: 'open' | 'resolved'): Comment {
  const place = { path: 'a.js', line: 1, side: 'new', diffHunk: '@@' } as const;
  return { ...words(id), kind: 'code', place, inReplyTo: null, thread };
}

function verdict(id: string, said: 'approved' | 'changes-requested' | 'commented'): Comment {
  return { ...words(id), kind: 'review', verdict: said };
}

function session(...handled: readonly Omit<HandledComment, 'commit' | 'text'>[]): LoggedEvent {
  return {
    kind: 'review',
    at: LATE,
    phase: 6,
    session: 1,
    pullRequest: '#7',
    handled: handled.map((one) => ({ ...one, commit: null, text: 'x' })),
    summary: '',
  };
}

const ids = (log: readonly LoggedEvent[], comments: readonly Comment[]): string[] =>
  openComments(log, comments).map(({ id }) => id);

test('what nobody handled is open, but for approvals, resolved threads and own answers', () => {
  const comments = [
    talk('conversation/1'),
    code('code/1', 'open'),
    code('code/2', 'resolved'),
    verdict('review/1', 'approved'),
    verdict('review/2', 'changes-requested'),
    talk('conversation/2', EARLY, 'Changed.\n<!-- hone session-1/code/1 -->'),
  ];
  assert.deepEqual(ids([], comments), ['conversation/1', 'code/1', 'review/2']);
});

test('a comment is handled once, and comes again when it was changed since', () => {
  const log = [
    session(
      { id: 'code/1', updatedAt: EARLY, outcome: 'changed' },
      { id: 'conversation/1', updatedAt: EARLY, outcome: 'answered' },
    ),
  ];
  assert.deepEqual(ids(log, [code('code/1', 'open'), talk('conversation/1')]), []);
  assert.deepEqual(ids(log, [talk('conversation/1', LATE)]), ['conversation/1']);
  const again = session({ id: 'conversation/1', updatedAt: LATE, outcome: 'answered' });
  assert.deepEqual(ids([...log, again], [talk('conversation/1', LATE)]), []);
});

test('an open question stays until it is answered', () => {
  const asked = session({ id: 'conversation/1', updatedAt: EARLY, outcome: 'open' });
  assert.deepEqual(ids([asked], [talk('conversation/1')]), ['conversation/1']);
  const answered = session({ id: 'conversation/1', updatedAt: EARLY, outcome: 'answered' });
  assert.deepEqual(ids([asked, answered], [talk('conversation/1')]), []);
});
