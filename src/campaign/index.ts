/**
 * hone as a library: what the command line calls, for programs. Everything that takes long takes an
 * `AbortSignal`; failures that are the user's are `HoneError`s with a stable `code`.
 *
 * @example
 * import { compare } from 'hone-perf';
 * const result = await compare({ commands: ['node old.js', 'node new.js'] });
 */
export { HoneError, type HoneErrorCode } from '../base/index.ts';
export type { ImportedBenchmark, ImportedResult, Progress } from '../bench/index.ts';
export * from '../model/index.ts';
export { commandRows, parseCommand, randomSeed, SETTINGS_DEFAULT } from './command-rows.ts';
export {
  type CommandsToCompare,
  compare,
  type CompareContext,
  type CompareRequest,
  type RevisionsToCompare,
} from './compare.ts';
export { compareCommands } from './compare-commands.ts';
export type {
  CommandRow,
  CompareCommandsOptions,
  CompareRevisionsOptions,
  CompareSettings,
} from './compare-options.ts';
export { compareRevisions } from './compare-revisions.ts';
export type { WitnessOptions } from './compare-witness.ts';
export type {
  Answer,
  GateView,
  OpenQuestion,
  RunEvent,
  RunOutcome,
  RunView,
  StepView,
} from '../port/index.ts';
export { demo, type DemoResult } from './demo.ts';
export { doctor } from './doctor.ts';
export { answerCommand } from './flow/answer-command.ts';
export { risksIn as acceptedRisks } from './flow/views/recorded-steps.ts';
export type { FlowResult } from './flow/flow-body.ts';
export type { Filler, PublishTarget } from './flow/flow-started.ts';
export {
  analyseFlow,
  analysisText,
  drawFlow,
  type FlowPicture,
  inspectFlow,
  type InspectedFlow,
} from './flow/inspect-flow.ts';
export {
  type FlowControl,
  type FlowRun,
  forkFlow,
  resumeFlow,
  runFlow,
  type RunFlowOptions,
} from './flow/run-flow.ts';
export { type Pruned, type PruneOptions, pruneRuns } from './flow/prune.ts';
export { unpublishedGate } from './flow/publish-later.ts';
export { publishTargetFrom, roleFrom } from './flow/start-words.ts';
export {
  answerQuestion,
  type ArtifactState,
  artifactStates,
  type Asked,
  cancelRun,
  flowRun,
  flowRuns,
  type GivenAnswer,
  inbox,
  rewindRun,
  verifyRun,
} from './flow/steer.ts';
export { type Understood, understandWords } from './flow/understand-words.ts';
export { history, type HistoryOptions } from './history/history.ts';
export { retro } from './history/retro.ts';
export { review } from './history/review.ts';
export { type Hooks, silent } from './hooks.ts';
export { importFiles, type ImportOutcome, isResultFile } from './import-results.ts';
export { type InitProposal, type Proof, proposeConfig, writeConfig } from './init.ts';
export { type HeldAgainstPlan, holdAgainstPlan } from './plan/hold-against-plan.ts';
export { rateKeptPlan, type RateOptions } from './plan/rate-kept-plan.ts';
export { type PlanSetting, setInPlan } from './plan/set-in-plan.ts';
export { type CheckedPlan, type ShownPlan, shownPlan } from './plan/checked-plan.ts';
export type { KeptPlan } from './plan/kept-plans.ts';
export type { RunPlan } from './plan/plan-of-run.ts';
export { type MadePlan, type PlanOptions, planSubject } from './plan/plan-subject.ts';
export {
  checkBottleneck,
  type CheckedBottleneck,
  type CheckOptions,
} from './profile/check-bottleneck.ts';
export {
  type BenchmarkDiff,
  type DiffOptions,
  diffRevisions,
  type RevisionDiff,
} from './profile/diff-revisions.ts';
export { drawFlame, type DrawnFlame, type FlameRequest } from './profile/flame.ts';
export { type InputSizes, parseSizes } from './profile/growth-runs.ts';
export { type KeptProfile, keptProfile, profilesFolder } from './profile/kept-profiles.ts';
export {
  COLLECTORS_DEFAULT,
  type ProfileCollectors,
  type ProfileOptions,
} from './profile/profile-options.ts';
export { profileSubject } from './profile/profile-subject.ts';
export * from './receipt/index.ts';
export { type SubjectArchitecture, subjectArchitecture } from './subject-architecture.ts';
export { sandboxWanted } from './sandbox-wanted.ts';
export { type Editing, proposeByHand } from './proposing/propose-by-hand.ts';
export { type RedteamState, overrideRedteam, redteamStanding } from './redteam/redteam-state.ts';
export { redteam, redteamLibrary, type RedteamOptions } from './redteam/run-redteam.ts';
export type { PersonalClearance, ProposalSource, TryOptions } from './try/options.ts';
export { resumeTry, type TryContext, tryProposals } from './try/run-try.ts';
export { type RunLine, runLines, type RunStatus, runStatus, withStore } from './try/run-view.ts';
export {
  type BaselineEffect,
  changeSuite,
  type SuiteChange,
  type SuiteChangeOptions,
} from './try/suite-change.ts';
export * from './tasks/index.ts';
export { HONE_VERSION } from './version.ts';
