import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import {
  nextMove,
  type SearchPolicy,
  type SearchRound,
  type SearchState,
} from '../../src/plan/index.ts';

const POLICY: SearchPolicy = {
  roundsMax: 5,
  barrenRoundsMax: 2,
  elapsedMsMax: 600_000,
  attemptsMax: 12,
  costMax: 3,
};
const KEPT: SearchRound = { attempts: 3, kept: 1, cost: 0.5 };
const BARREN: SearchRound = { attempts: 2, kept: 0, cost: 0.25 };

function stateAfter(rounds: readonly SearchRound[], more: Partial<SearchState> = {}): SearchState {
  return {
    rounds,
    elapsedMs: rounds.length * 60_000,
    targetsReached: false,
    bottleneckLeft: null,
    hasProposers: true,
    ...more,
  };
}

function endAfter(
  rounds: readonly SearchRound[],
  more: Partial<SearchState> = {},
  policy: Partial<SearchPolicy> = {},
): string {
  const move = nextMove(stateAfter(rounds, more), { ...POLICY, ...policy });
  return move.kind === 'stop' ? `${move.because}: ${move.reason}` : `round ${move.round}`;
}

test('goes on while something is kept, and says what is left for the next round', () => {
  assert.deepEqual(nextMove(stateAfter([KEPT, BARREN]), POLICY), {
    kind: 'round',
    round: 3,
    elapsedMsLeft: 480_000,
    attemptsLeft: 7,
    costLeft: 2.25,
  });
});

test('the first round takes place whatever the bounds are', () => {
  const none = { elapsedMsMax: 0, attemptsMax: 0, costMax: 0 };
  assert.equal(endAfter([], { hasProposers: false, targetsReached: true }, none), 'round 1');
});

test('each bound ends it with its number', () => {
  assert.match(endAfter([KEPT], { targetsReached: true }), /^targets: /);
  assert.match(endAfter([KEPT], { bottleneckLeft: false }), /^no-bottleneck: /);
  assert.match(endAfter([KEPT], { hasProposers: false }), /^no-proposers: /);
  assert.match(endAfter([KEPT], { elapsedMs: 600_000 }), /^time: .*10 min\.$/);
  assert.match(endAfter([{ ...KEPT, attempts: 12 }]), /^attempts: 12 .* 12 may be\.$/);
  assert.match(endAfter([{ ...KEPT, cost: 3 }]), /^cost: .*\$3\.00 of \$3\.00\.$/);
  assert.match(endAfter([KEPT, BARREN, BARREN]), /^barren: .*last 2 rounds\.$/);
  assert.match(endAfter([KEPT, KEPT, KEPT], {}, { roundsMax: 3 }), /^rounds: All 3 rounds/);
  assert.match(endAfter([KEPT], {}, { roundsMax: 1 }), /^rounds: The one round/);
});

test('a keep starts the count of barren rounds anew', () => {
  assert.equal(endAfter([BARREN, KEPT, BARREN]), 'round 4');
  assert.match(endAfter([BARREN, BARREN]), /^barren: /);
});

test('without bounds nothing is left to say', () => {
  const open = { ...POLICY, elapsedMsMax: null, attemptsMax: null, costMax: null };
  const move = nextMove(stateAfter([{ ...KEPT, attempts: 1e6, cost: 1e6 }]), open);
  assert.ok(move.kind === 'round');
  assert.deepEqual([move.elapsedMsLeft, move.attemptsLeft, move.costLeft], [null, null, null]);
});

test('every search ends', () => {
  const round = fc.record({
    attempts: fc.nat(5),
    kept: fc.nat(2),
    cost: fc.double({ min: 0, max: 2, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.infiniteStream(round), fc.integer({ min: 1, max: 20 }), (stream, roundsMax) => {
      const rounds: SearchRound[] = [];
      for (let moves = 0; moves <= roundsMax; moves++) {
        const move = nextMove(stateAfter(rounds), { ...POLICY, roundsMax });
        if (move.kind === 'stop') {
          return rounds.length > 0;
        }
        assert.equal(move.round, rounds.length + 1);
        rounds.push(stream.next().value);
      }
      return false;
    }),
  );
});
