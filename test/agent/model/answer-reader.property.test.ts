import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { answerReader, type ReadAnswer } from '../../../src/agent/model/answer-reader.ts';
import { sseReader } from '../../../src/agent/model/sse-reader.ts';
import { type AnswerTurn, eventsOf } from './mock-server.ts';

/** Text with characters of one to four bytes, and line ends of every sort. */
const text = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', '\r', ' ', 'é', '漢', '🐎', ':', '{', '\u2028'),
  maxLength: 40,
});

const call = fc.record({
  name: fc.constantFrom('read_file', 'edit_file', 'search'),
  arguments: fc.oneof(fc.dictionary(text, fc.oneof(text, fc.integer())), text),
});

const turn: fc.Arbitrary<AnswerTurn> = fc.record(
  {
    kind: fc.constant('answer' as const),
    text,
    calls: fc.array(call, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['kind', 'text', 'calls'] },
);

/** Where a stream of bytes is cut, as shares of its length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });

function piecesOf(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
  const places = shares.map((share) => Math.floor(share * bytes.length));
  const sorted = [0, ...places.sort((one, other) => one - other), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

function readIn(pieces: readonly Uint8Array[]): ReadAnswer {
  const reader = answerReader();
  for (const piece of pieces) {
    reader.add(piece);
  }
  reader.end();
  return reader.read();
}

test('an answer is the same however its bytes are cut', () => {
  fc.assert(
    fc.property(turn, cuts, (answer, shares) => {
      const bytes = Buffer.from(eventsOf(answer).join(''));
      const read = readIn(piecesOf(bytes, shares));
      assert.ok(read.kind === 'whole', read.kind);
      assert.equal(read.answer.text, (answer.text ?? '').toWellFormed());
      assert.deepEqual(
        read.answer.calls.map(({ name, argumentsText }) => [name, argumentsText]),
        answer.calls?.map((each) => [
          each.name,
          typeof each.arguments === 'string' ? each.arguments : JSON.stringify(each.arguments),
        ]),
      );
    }),
    { numRuns: 300 },
  );
});

test('byte by byte is like all at once', () => {
  fc.assert(
    fc.property(turn, (answer) => {
      const bytes = Buffer.from(eventsOf(answer).join(''));
      const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
      assert.deepEqual(readIn(single), readIn([bytes]));
    }),
    { numRuns: 50 },
  );
});

test('events are the same with LF, CR or CRLF, with comments, and however they are cut', () => {
  const data = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'é', '🐎', ':', ' ', 'data'), minLength: 1 }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(data, fc.constantFrom('\n', '\r', '\r\n'), cuts, (events, lineEnd, shares) => {
      const stream = events
        .map((each) => [`: note`, 'event: x', `data: ${each}`, 'id: 7', '', ''].join(lineEnd))
        .join('');
      const reader = sseReader();
      const pieces = piecesOf(Buffer.from(stream), shares);
      const read = [...pieces.flatMap((piece) => reader.add(piece)), ...reader.end()];
      assert.deepEqual(read, events);
    }),
    { numRuns: 300 },
  );
});
