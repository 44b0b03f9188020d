import assert from 'node:assert/strict';

/** Fails unless two numbers differ by at most a tolerance (relative above 1, else absolute). */
export function closeTo(actual: number, expected: number, tolerance: number): void {
  const allowed = tolerance * Math.max(1, Math.abs(expected));
  assert.ok(
    Math.abs(actual - expected) <= allowed,
    `${actual} is within ${allowed} of ${expected}`,
  );
}
