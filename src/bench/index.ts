export { type Fingerprint, readFingerprint, readLoadAverage } from './fingerprint.ts';
export {
  acquireMachineLock,
  type AcquireOptions,
  type LockHolder,
  type MachineLock,
} from './machine-lock.ts';
export {
  type Hello,
  openRunner,
  type OpenRunnerOptions,
  type Runner,
  type RunRequest,
  type RunResult,
  runnerFiles,
  type WatchTree,
} from './runner-client.ts';
export { exitWords } from './exit-words.ts';
export type { StripAttributes } from './clean/attributes.ts';
export { openStripping } from './clean/open-stripping.ts';
export { FolderState } from './clean/folder-state.ts';
export { copyFolder, putBack, waitForTick } from './clean/put-back.ts';
export { emptyFolder, removeAll } from './clean/remove-all.ts';
export { joined, NO_TRACES, type Traces, tracesOf } from './clean/traces.ts';
export type { Seat, Settled } from './measure/seat.ts';
export { type Evidence, evidenceOn, placementsUsed } from './measure/evidence.ts';
export {
  CONFIRMATION_PAIRS,
  LOOKS_DEFAULT,
  SAMPLE_TIMEOUT_MS,
  SCREENED_PAIRS_MIN,
  SCREENING_ALPHA,
  SIZING_ALPHA,
  TIME_LIMIT_MS,
  WITNESS_RUNS,
  WITNESS_TIME_MS,
} from './measure/limits.ts';
export {
  measure,
  type Measurement,
  type MeasureTools,
  type Progress,
  type SampleFailure,
} from './measure/measure.ts';
export { countInstructions, type InstructionCounts } from './measure/count-instructions.ts';
export { notesOn } from './measure/notes.ts';
export type { MeasurePlan, Side, StoppingRule, Surroundings } from './measure/plan.ts';
export { type Batch, logDifferences, pairsOf } from './measure/rounds.ts';
export { wordsOf } from './measure/words.ts';
export { userEnvironment } from '../base/index.ts';
export { valueFromOutput } from './values-from-output.ts';
export {
  type Availability,
  type CountOutcome,
  type InstructionWitness,
  instructionWitness,
  type WitnessKind,
} from './witness.ts';
export {
  compareAlternatives,
  compareImported,
  type ImportedBenchmark,
  type ImportedResult,
  importResults,
  parseImportFormat,
  readImportFiles,
} from './import/index.ts';
