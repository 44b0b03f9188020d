export {
  decide,
  type DecisionRules,
  HOLDOUT_SHARE_MIN,
  type Outcome,
  type Ruling,
  shareOnHoldout,
  type TrialFacts,
} from './decide.ts';
export { contradiction } from './contradiction.ts';
export { type HarmRules, harmIn } from './harm.ts';
export { ALPHA, type Finding, judge, type Judgement } from './verdict.ts';
