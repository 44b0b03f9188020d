export { admit, type Admission } from './admission/admit.ts';
export type { AdmissionFinding, AdmissionRule, FileChange } from './admission/file-change.ts';
export { CONFIG_SCHEMA, configJsonSchema } from './config-schema.ts';
export { detectSuite } from './detect/detect-suite.ts';
export type { Candidate, Confidence, Detected, DetectedCommand } from './detect/detected.ts';
export {
  CONFIG_FILE,
  type FreezeManifest,
  freezeManifest,
  type FrozenFile,
  manifestDiff,
} from './freeze.ts';
export { type Glob, matchesAny, matchesGlob, type ParsedGlob, parseGlob } from './glob.ts';
export { withHoldoutSeed } from './holdout-seed.ts';
export { nearest } from './nearest.ts';
export { type ParsedConfig, parseConfig } from './parse-config.ts';
export type { Problem } from './problem.ts';
export { renderConfig, SCHEMA_REFERENCE } from './render-config.ts';
export { joinedWords, quotedWord, type SplitWords, splitWords } from './split-words.ts';
