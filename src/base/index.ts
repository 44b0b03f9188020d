export { assert, AssertionError, unreachable } from './assert.ts';
export { at } from './at.ts';
export { assertWritable, diskErrorFrom, writeFileAtomic } from './atomic-write.ts';
export { canonicalJson } from './canonical-json.ts';
export { type Clock, systemClock } from './clock.ts';
export { HoneError, type HoneErrorCode, messageOf, systemCodeOf } from './hone-error.ts';
export type { Json } from './json.ts';
export { normalPath } from './normal-path.ts';
export { ownField } from './own-field.ts';
export {
  hasLivingMember,
  livingMembers,
  type ProcessEntry,
  processEntry,
  processTable,
} from './process-table.ts';
export { type Random, randomFrom, shuffled } from './random.ts';
export {
  TransientError,
  type TransientReason,
  transientFailure,
  transientReasonIn,
} from './transient-failure.ts';
export { BYTES_PER_KIB, BYTES_PER_MIB, MS_PER_S, NS_PER_MS, NS_PER_S, NS_PER_US } from './units.ts';
export { userEnvironment } from './user-environment.ts';
