import { asks, type Finding, listed, met, UNKNOWN, unmet } from './criterion.ts';
import type { CheckFact, Coverage, PullRequestFact, TargetFact } from './facts.ts';

/** A commit of the phase's own work. */
export function committed(commit: string | null): Finding {
  return commit === null ? UNKNOWN : met(`Committed as ${commit.slice(0, 12)}.`);
}

/** A text that somebody wrote; white space is none. */
export function written(text: string | null, what: string): Finding {
  if (text === null) {
    return UNKNOWN;
  }
  return text.trim() === '' ? unmet(`${what} is empty.`) : met(`${what} is written.`);
}

/** A list in which everything is wrong that stands in it. */
export function nothingIn(names: readonly string[] | null, good: string, bad: string): Finding {
  if (names === null) {
    return UNKNOWN;
  }
  return names.length === 0 ? met(good) : unmet(`${bad}: ${listed(names)}.`);
}

/** Targets with what was measured of them; no target at all is none reached. */
export function targetsReached(targets: readonly TargetFact[] | null): Finding {
  if (targets === null) {
    return UNKNOWN;
  }
  const open = targets.filter(({ state }) => state !== 'reached');
  if (targets.length === 0) {
    return unmet('There is no target.');
  }
  const unknown = targets.filter(({ state, measured }) => state === 'reached' && measured === null);
  if (open.length > 0 || unknown.length > 0) {
    return unmet(`Not reached: ${listed([...open, ...unknown].map(inWords))}.`);
  }
  return met(`All reached: ${listed(targets.map(inWords))}.`);
}

function inWords({ text, state, measured }: TargetFact): string {
  return `${text} (${state}${measured === null ? ', not measured' : `: ${measured}`})`;
}

/** Check boxes of the task file. */
export function subTasksTicked(
  subTasks: { readonly done: number; readonly open: readonly string[] } | null,
): Finding {
  if (subTasks === null) {
    return UNKNOWN;
  }
  return subTasks.open.length > 0
    ? unmet(`${subTasks.open.length} not ticked: ${listed(subTasks.open)}.`)
    : met(subTasks.done === 0 ? 'The task has none.' : `All ${subTasks.done} are ticked.`);
}

/** Checks of the project; that there is none is for a person to accept. */
export function checksGreen(checks: readonly CheckFact[] | null): Finding {
  if (checks === null) {
    return UNKNOWN;
  }
  const open = checks.filter(({ state }) => state !== 'passed');
  if (open.length > 0) {
    return unmet(`Not passed: ${listed(open.map(({ name, state }) => `${name} (${state})`))}.`);
  }
  return checks.length === 0
    ? asks('The project has no checks. Is that right?')
    : met(`Passed: ${listed(checks.map(({ name }) => name))}.`);
}

/** One kind of measurement in the suite. */
export function covers(coverage: Coverage | null, what: string): Finding {
  switch (coverage?.kind) {
    case undefined:
      return UNKNOWN;
    case 'covered':
      return met(`Covered by ${listed(coverage.by)}.`);
    case 'waived':
      return met(`${coverage.who} said that it does not apply: ${coverage.reason}`);
    case 'missing':
      return asks(`Nothing in the suite measures ${what}. Does that not apply here, and why?`);
  }
}

/** What a person was asked. */
export function answered(
  answer: { readonly who: string; readonly answer: boolean } | 'unanswered' | null,
  question: string,
): Finding {
  if (answer === null) {
    return UNKNOWN;
  }
  if (answer === 'unanswered') {
    return asks(question);
  }
  return answer.answer ? met(`${answer.who} said yes.`) : unmet(`${answer.who} said no.`);
}

/** A pull request that others may look at. */
export function pullRequestReady(pullRequest: PullRequestFact | null): Finding {
  switch (pullRequest?.kind) {
    case undefined:
      return UNKNOWN;
    case 'unknown':
      return unmet(pullRequest.why);
    case 'draft':
      return unmet(`${pullRequest.name} is a draft.`);
    case 'closed':
      return unmet(`${pullRequest.name} is closed.`);
    case 'ready':
    case 'merged':
      return met(`${pullRequest.name} is ${pullRequest.kind}.`);
  }
}

/**
 * What has to hold before a merge. Once it is merged, by somebody on the page of the host, nothing
 * can be put right any more, so what was open then is only told.
 */
export function beforeMerge(pullRequest: PullRequestFact | null, finding: Finding): Finding {
  if (pullRequest?.kind !== 'merged' || finding.kind === 'met' || finding === UNKNOWN) {
    return finding;
  }
  const open = finding.kind === 'unmet' ? finding.why : 'There was none.';
  return met(`${pullRequest.name} was merged already when hone looked. ${open}`);
}

/** Merged, and the merge was found on the base branch. */
export function pullRequestMerged(pullRequest: PullRequestFact | null): Finding {
  switch (pullRequest?.kind) {
    case undefined:
      return UNKNOWN;
    case 'unknown':
      return unmet(pullRequest.why);
    case 'draft':
    case 'ready':
    case 'closed':
      return unmet(`${pullRequest.name} is ${pullRequest.kind}, not merged.`);
    case 'merged':
      return pullRequest.verifiedAs === null
        ? unmet(`${pullRequest.name} is said to be merged, which was not verified.`)
        : met(`${pullRequest.name} is merged as ${pullRequest.verifiedAs.slice(0, 12)}.`);
  }
}
