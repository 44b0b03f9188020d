import { listed, met, phaseFrom, UNKNOWN, unmet } from './criterion.ts';
import {
  answered,
  beforeMerge,
  checksGreen,
  committed,
  nothingIn,
  pullRequestMerged,
  pullRequestReady,
  subTasksTicked,
  targetsReached,
  written,
} from './findings.ts';

const TARGETS_MISSED =
  'Try another approach, or write down what was tried and revise the target through the ledger.';
const COMMIT = 'Commit what the phase wrote; the engine does it when the phase ends.';
const ROLL_BACK = 'Take the change back that caused it, and try another way.';

/** Phase 4: the changes themselves. */
export const IMPLEMENTATION = phaseFrom(4, 'implementation', null, [
  {
    id: 'targets-achieved',
    text: 'The targets are reached',
    how: TARGETS_MISSED,
    find: ({ targets }) => targetsReached(targets),
  },
  {
    id: 'optimisations-measured',
    text: 'Every optimisation is a commit of its own with a measured number',
    how: 'Have the engine measure it (`hone try`), or take it off the branch.',
    find: ({ optimisations }) => {
      if (optimisations === null) {
        return UNKNOWN;
      }
      const bare = optimisations.filter((one) => one.commit === null || one.interval === null);
      if (optimisations.length === 0) {
        return unmet('There is none on the branch.');
      }
      return bare.length > 0
        ? unmet(`Without commit or measurement: ${listed(bare.map(({ name }) => name))}.`)
        : met(`Measured: ${listed(optimisations.map((one) => `${one.name} ${one.interval}`))}.`);
    },
  },
  {
    id: 'tests-pass',
    text: 'The program still does what it did',
    how: ROLL_BACK,
    find: ({ tests }) => {
      if (tests === null) {
        return UNKNOWN;
      }
      const commit = tests.commit.slice(0, 12);
      return tests.pass ? met(`Tests pass at ${commit}.`) : unmet(`Tests fail at ${commit}.`);
    },
  },
  {
    id: 'no-regressions',
    text: 'Nothing else became slower or larger than it may',
    how: ROLL_BACK,
    find: ({ regressions }) => nothingIn(regressions, 'Nothing did.', 'Worse than their limit'),
  },
  {
    id: 'sub-tasks-ticked',
    text: 'The sub-tasks are done',
    how: 'Do them and tick them, or take them out of the task file.',
    find: ({ subTasks }) => subTasksTicked(subTasks),
  },
]);

/** Phase 5: whether it holds. */
export const VALIDATION = phaseFrom(5, 'validation', 'the validation', [
  {
    id: 'targets-validated',
    text: 'The targets are reached on fresh samples of the whole branch',
    how: TARGETS_MISSED,
    find: ({ targets }) => targetsReached(targets),
  },
  {
    id: 'no-regressions',
    text: 'Nothing else became worse than it may',
    how: ROLL_BACK,
    find: ({ regressions }) => nothingIn(regressions, 'Nothing did.', 'Worse than their limit'),
  },
  {
    id: 'scenarios-validated',
    text: 'Other loads, sizes and edge cases were measured',
    how: 'Run the whole suite with its holdouts.',
    find: ({ scenarios }) => {
      if (scenarios === null) {
        return UNKNOWN;
      }
      return scenarios.length === 0 ? unmet('None was.') : met(`Measured: ${listed(scenarios)}.`);
    },
  },
  {
    id: 'stable',
    text: 'It is stable',
    how: 'Find out why samples failed, then validate again.',
    find: ({ failures }) => nothingIn(failures, 'No sample failed.', 'Failed'),
  },
  {
    id: 'results-documented',
    text: 'The results of the validation are documented',
    how: 'Let the run write its results.',
    find: ({ results }) => written(results, results ?? 'The file of results'),
  },
  {
    id: 'committed',
    text: 'The validation is committed',
    how: COMMIT,
    find: (facts) => committed(facts.commit),
  },
]);

/** Phase 6: whether it is fit for others. */
export const VERIFICATION = phaseFrom(6, 'verification', 'the whole work, for final approval', [
  {
    id: 'objectives-achieved',
    text: 'All objectives of the task file are achieved',
    how: 'Go back to the phase that can achieve them, or change the objectives with a reason.',
    find: ({ objectives, objectivesAchieved }) => {
      const names = objectives === null ? '' : listed(objectives);
      return objectives === null
        ? UNKNOWN
        : answered(objectivesAchieved, `Are the objectives achieved (${names})?`);
    },
  },
  {
    id: 'sub-tasks-ticked',
    text: 'All sub-tasks are ticked',
    how: 'Do them and tick them, or take them out of the task file.',
    find: ({ subTasks }) => subTasksTicked(subTasks),
  },
  {
    id: 'output-unchanged',
    text: 'No function was sacrificed: outputs agree with the base',
    how: ROLL_BACK,
    find: ({ outputsChanged }) => nothingIn(outputsChanged, 'All agree.', 'Changed'),
  },
  {
    id: 'checks-green',
    text: "The project's own checks are green",
    how: 'Put right what they say.',
    find: ({ checks }) => checksGreen(checks),
  },
  {
    id: 'documented',
    text: 'The documentation says what became faster',
    how: 'Update the documents that speak of performance, or the change log.',
    find: ({ documents }) => {
      if (documents === null) {
        return UNKNOWN;
      }
      return documents.length === 0 ? unmet('No document does.') : met(`${listed(documents)}.`);
    },
  },
  {
    id: 'pull-request-ready',
    text: 'The pull request is ready for review',
    how: 'Put that right and look again; `retry` takes it out of draft.',
    find: ({ pullRequest }) => pullRequestReady(pullRequest),
  },
]);

/** Phase 7: what was learned. */
export const REFLECTION = phaseFrom(7, 'reflection', null, [
  {
    id: 'insights-recorded',
    text: 'The task file holds insights, further opportunities and lessons',
    how: 'Write them below "Lessons Learned" of the task file.',
    find: ({ insights }) => written(insights, 'The section on lessons'),
  },
  {
    id: 'journal-summed-up',
    text: 'The journal ends with a summary',
    how: 'Add one with `hone note`.',
    find: ({ summary }) => written(summary, 'The summary'),
  },
  {
    id: 'committed',
    text: 'The documentation is committed',
    how: COMMIT,
    find: (facts) => committed(facts.commit),
  },
]);

/** Phase 8: merged, and the merge seen. */
export const COMPLETION = phaseFrom(8, 'completion', null, [
  {
    id: 'nothing-unsaved',
    text: 'Everything is committed and pushed',
    how: 'Commit or remove it, then push.',
    find: ({ unsaved }) => nothingIn(unsaved, 'Nothing is left over.', 'Not saved'),
  },
  {
    id: 'code-measured',
    text: 'The code is what was validated',
    how: 'Go back to the implementation with it as a proposal, or take it off the branch.',
    find: ({ unmeasured, pullRequest }) =>
      beforeMerge(
        pullRequest,
        nothingIn(unmeasured, 'Only documents changed since.', 'Changed since, measured by nobody'),
      ),
  },
  {
    id: 'checks-green',
    text: 'The checks of the pull request are green',
    how: 'Put right what they say, or wait for those that run.',
    find: ({ checks, pullRequest }) => beforeMerge(pullRequest, checksGreen(checks)),
  },
  {
    id: 'reviews-handled',
    text: 'No review is open',
    how: 'Handle comments with `hone task review`; a review that is missing others have to give.',
    find: ({ openReviews, pullRequest }) =>
      beforeMerge(pullRequest, nothingIn(openReviews, 'None is.', 'Open')),
  },
  {
    id: 'merged',
    text: 'The work is merged, and the merge is verified',
    how: 'Merge it with `hone task complete`.',
    find: ({ pullRequest }) => pullRequestMerged(pullRequest),
  },
]);
