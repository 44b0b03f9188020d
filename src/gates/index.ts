export {
  decide,
  type DecisionRules,
  HOLDOUT_SHARE_MIN,
  type Outcome,
  type Ruling,
  shareOnHoldout,
  type TrialFacts,
  suspicionText,
} from './decide.ts';
export { changeText } from './change-text.ts';
export { contradiction } from './contradiction.ts';
export { type HarmRules, harmIn } from './harm.ts';
export { STATISTICS_VERSION } from './statistics-version.ts';
export { ALPHA, type Finding, judge, type Judgement } from './verdict.ts';
