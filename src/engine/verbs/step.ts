import {
  assert,
  AssertionError,
  HoneError,
  type Json,
  messageOf,
  NS_PER_MS,
} from '../../base/index.ts';
import { type AttemptEnd, runAttempt } from '../attempt.ts';
import type { FlowEventOf, Stored } from '../events.ts';
import { failureText } from '../failure-text.ts';
import { SLEEP_MS_MAX } from '../limits.ts';
import type { Pass } from '../pass.ts';
import type { Recorder } from '../recorder.ts';
import { never, type Scope } from '../scope.ts';
import { encoded, type Encoded } from '../stored-value.ts';
import { visibleAttempt } from './visibility.ts';
import { later, waitUntil } from '../wait-until.ts';
import { ATTEMPTS_MAX, StepFailure, type StepOptions, type StepWork } from '../../port/index.ts';

/** `Flow.step`. */
export async function step<T>(
  pass: Pass,
  scope: Scope,
  id: string,
  options: StepOptions<T>,
  work: StepWork,
): Promise<T> {
  const full = pass.claim(scope, id);
  checkOptions(full, options);
  const entry = pass.recordedAs(full, 'step');
  const done = scope.begin();
  try {
    const end = entry?.end ?? null;
    return end === null
      ? await newStep(pass, scope, { id: full, options, work })
      : recordedResult(pass, end, options);
  } finally {
    done();
  }
}

interface Step<T> {
  readonly id: string;
  readonly options: StepOptions<T>;
  readonly work: StepWork;
}

/** What became of an attempt. */
type Tried<T> =
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'again' }
  | { readonly kind: 'closed' };

async function newStep<T>(pass: Pass, scope: Scope, given: Step<T>): Promise<T> {
  const { id, options } = given;
  for (;;) {
    const failure = pass.recordedAs(id, 'step')?.failed?.data;
    if (failure !== undefined) {
      await waitUntil(pass.parts, scope, { ms: failure.waitMs, until: failure.until });
    }
    const leave =
      options.uses === undefined ? null : await pass.parts.classes.of(options.uses).take(scope);
    let tried: Tried<T>;
    try {
      tried = scope.isClosed() ? { kind: 'closed' } : await oneAttempt(pass, scope, given);
    } finally {
      leave?.();
    }
    switch (tried.kind) {
      case 'done':
        return tried.result;
      case 'closed':
        return never();
      case 'again':
        break;
    }
  }
}

/** Runs and records one attempt. @throws StepFailure when it was the last one */
async function oneAttempt<T>(
  pass: Pass,
  scope: Scope,
  { id, options, work }: Step<T>,
): Promise<Tried<T>> {
  const { parts, recorder } = pass;
  recorder.assertDriving();
  const entry = pass.recordedAs(id, 'step');
  const attempt = (entry?.attempts ?? 0) + 1;
  const named =
    options.title === undefined ? { attempt, id } : { attempt, id, title: options.title };
  const startedNs = parts.clock.monotonicNs();
  let spent: Json = null;
  const visible = visibleAttempt(pass, { type: 'step.started', data: named }, attempt > 1);
  const end = await runAttempt(
    parts,
    scope,
    {
      name: `step ${id}`,
      attempt,
      previousFailure: entry?.failed?.data.failure ?? null,
      timeoutMs: options.timeoutMs,
      onGroup: (group) => visible.owns(group),
      onSlow: () => visible.slow(),
      onSpent(what) {
        spent = what;
      },
    },
    work,
  );
  if (end.kind === 'stuck') {
    pass.end({ kind: 'stuck', what: end.what });
  }
  if (end.kind === 'stuck' || end.kind === 'closed' || scope.isClosed()) {
    return { kind: 'closed' };
  }
  const ms = Math.round((parts.clock.monotonicNs() - startedNs) / NS_PER_MS);
  const ended = spent === null ? named : { ...named, spent };
  const outcome = outcomeOf(end, options, recorder);
  if (outcome.kind === 'done') {
    recorder.append({ type: 'step.done', data: { ...ended, ms, value: outcome.value } });
    return { kind: 'done', result: outcome.result };
  }
  const failures = (entry?.failures ?? 0) + 1;
  return recordFailure(pass, ended, { thrown: outcome.thrown, ms, options, failures });
}

/** The result of an attempt after its way through JSON, or what was thrown on it. */
function outcomeOf<T>(
  end: Extract<AttemptEnd, { kind: 'returned' | 'threw' | 'timed-out' }>,
  options: StepOptions<T>,
  recorder: Recorder,
): { kind: 'done'; result: T; value: Stored } | { kind: 'failed'; thrown: unknown } {
  if (end.kind !== 'returned') {
    if (end.thrown instanceof AssertionError) {
      throw end.thrown; // a bug in hone: the step can be done once it is mended
    }
    return { kind: 'failed', thrown: end.thrown };
  }
  let value: Encoded;
  let result: T;
  try {
    value = encoded(end.value);
    result = options.parse(value.json);
  } catch (thrown) {
    return { kind: 'failed', thrown };
  }
  const room = recorder.roomFor(value);
  return room === null
    ? { kind: 'done', result, value: recorder.store(value) }
    : { kind: 'failed', thrown: room };
}

interface Failed<T> {
  readonly thrown: unknown;
  readonly ms: number;
  readonly options: StepOptions<T>;
  /** With this one. */
  readonly failures: number;
}

/** Records a failure; another attempt follows if it is transient and there is one left. */
function recordFailure<T>(
  pass: Pass,
  named: { id: string; attempt: number; title?: string; spent?: Json },
  { thrown, ms, options, failures }: Failed<T>,
): { readonly kind: 'again' } {
  const failure = failureText(messageOf(thrown));
  const errorCode = thrown instanceof HoneError ? thrown.code : null;
  const transient = options.retry?.transient(thrown) === true;
  const { attemptsMax = 1, waitsMs = [] } = options.retry ?? {};
  if (transient && failures < attemptsMax) {
    const waitMs = waitsMs[Math.min(failures, waitsMs.length) - 1] ?? 0;
    const until = later(pass.parts.clock.isoNow(), waitMs);
    const data = { ...named, failure, errorCode, waitMs, until };
    pass.recorder.append({ type: 'attempt.failed', data });
    return { kind: 'again' };
  }
  const data = { ...named, failure, errorCode, ms, transient };
  pass.recorder.append({ type: 'step.failed', data });
  throw stepFailure(data);
}

function recordedResult<T>(pass: Pass, end: StepEnd, options: StepOptions<T>): T {
  if (end.type === 'step.failed') {
    throw stepFailure(end.data);
  }
  const json = pass.recorder.load(end.data.value);
  try {
    return options.parse(json);
  } catch (thrown) {
    throw new HoneError(
      'E_JOURNAL',
      `Step ${end.data.id} of run ${pass.run} recorded a result that this version of the flow ` +
        `does not understand (${messageOf(thrown)}). Resume the run with the version that ` +
        'started it, or rewind it to a gate before that step.',
      { cause: thrown },
    );
  }
}

type StepEnd = FlowEventOf<'step.done' | 'step.failed'>;

function stepFailure(data: FlowEventOf<'step.failed'>['data']): StepFailure {
  const { id, failure, attempt: attempts, transient, errorCode } = data;
  return new StepFailure(id, failure, { attempts, transient, errorCode });
}

function checkOptions<T>(id: string, { timeoutMs, retry }: StepOptions<T>): void {
  assert(Number.isFinite(timeoutMs) && timeoutMs > 0, `step ${id} has a timeout in ms`);
  if (retry !== undefined) {
    const { attemptsMax, waitsMs } = retry;
    assert(
      Number.isInteger(attemptsMax) && attemptsMax >= 1 && attemptsMax <= ATTEMPTS_MAX,
      `step ${id} has 1 to ${ATTEMPTS_MAX} attempts, not ${attemptsMax}`,
    );
    assert(
      waitsMs.every((ms) => ms >= 0 && ms <= SLEEP_MS_MAX),
      `step ${id} waits 0 to ${SLEEP_MS_MAX} ms before it is tried again`,
    );
  }
}
