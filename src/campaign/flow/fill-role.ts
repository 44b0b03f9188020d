import { HoneError, messageOf, TransientError, transientFailure } from '../../base/index.ts';
import type { FlowFile } from '../../flow/index.ts';
import { StepFailure, type StepOptions } from '../../port/index.ts';
import { PERSON_DECLINES } from '../../agent/index.ts';
import { askAgent, handedInBy, questionFor, type RoleRequest } from './ask-role.ts';
import type { ArtifactRecord, Produced } from './board.ts';
import { optionalFiles, requiredFiles } from './expected-files.ts';
import type { StepWork } from './flow-context.ts';
import type { Filler } from './flow-started.ts';
import { recordHandedIn } from './record-artifact.ts';
import { trusted } from './trusted.ts';

/** Makes the artifacts of a step without any model; null when hone has nothing honest to say. */
export type Author = (work: StepWork, signal: AbortSignal) => Promise<readonly ArtifactRecord[]>;

/** Questions to one person about one task before it counts as failed. */
const PERSON_ASKED_MAX = 5;

/**
 * Has a step's role filled: by whoever was named for it, in that order, then by those who stand in
 * for it. Each of them is a step of its own, so a failure is recorded and not repeated on resume.
 *
 * @param author - what fills a role that nobody was named for
 * @param more - what the role should know and read besides the files of the step
 * @throws StepFailure with every failure when nobody could
 */
export async function fillRole(
  work: StepWork,
  author: Author | null,
  more: Pick<RoleRequest, 'brief' | 'given'> = {},
): Promise<Produced> {
  const { step, context } = work;
  const standIns = context.file.fallbackAgents
    .filter(({ agent }) => agent === step.agent)
    .flatMap(({ instead }) => instead.map(({ agent }) => agent));
  const failures: string[] = [];
  for (const role of [step.agent, ...standIns]) {
    for (const [index, filler] of fillersOf(work, role).entries()) {
      const id = `${step.id}/${role}${index === 0 ? '' : `-${index + 1}`}`;
      const outcome = await fill(work, { id, role, filler, author, failures, more });
      if (outcome.kind === 'filled') {
        return { artifacts: outcome.artifacts, commit: null, variables: {}, findings: [] };
      }
      failures.push(`${role} (${fillerName(filler)}): ${outcome.failure}`);
    }
  }
  throw new StepFailure(step.id, failures.join('\n'), {
    attempts: failures.length,
    transient: false,
    errorCode: null,
  });
}

/** Who was named for a role; nobody means hone itself. */
export function fillersOf({ context }: StepWork, role: string): readonly Filler[] {
  const { roles } = context.started;
  return (Object.hasOwn(roles, role) ? roles[role] : undefined) ?? [{ kind: 'built-in' }];
}

function fillerName(filler: Filler): string {
  return filler.kind === 'command' ? `command ${filler.command}` : filler.kind;
}

interface Filling {
  readonly id: string;
  readonly role: string;
  readonly filler: Filler;
  readonly author: Author | null;
  readonly failures: readonly string[];
  readonly more: Pick<RoleRequest, 'brief' | 'given'>;
}

type Filled =
  | { readonly kind: 'filled'; readonly artifacts: readonly ArtifactRecord[] }
  | { readonly kind: 'failed'; readonly failure: string };

async function fill(work: StepWork, filling: Filling): Promise<Filled> {
  try {
    const artifacts = await filledBy(work, filling);
    return { kind: 'filled', artifacts };
  } catch (thrown) {
    if (thrown instanceof StepFailure) {
      return { kind: 'failed', failure: messageOf(thrown) };
    }
    throw thrown;
  }
}

async function filledBy(work: StepWork, filling: Filling): Promise<readonly ArtifactRecord[]> {
  const { id, role, filler, author, failures, more } = filling;
  const names = requiredFiles(work);
  const request: RoleRequest = {
    role,
    folder: null,
    artifacts: names,
    optional: optionalFiles(work),
    problem: failures.length === 0 ? null : failures.join(' '),
    ...more,
  };
  switch (filler.kind) {
    case 'built-in':
      return work.flow.step(
        id,
        optionsFor(work, `${role}: ${work.step.name}`),
        async ({ signal }) => {
          if (author === null) {
            throw new HoneError('E_CONFIG', nobodyText(work, role, names));
          }
          return author(work, signal);
        },
      );
    case 'command': {
      const options = optionsFor(work, `${role}: ${work.step.name}`);
      const { command } = filler;
      const { timeoutMs } = options;
      return work.flow.step(id, options, async (attempt) => {
        const problem = attempt.previousFailure ?? request.problem;
        const asked = { ...request, agent: command, problem };
        const output = await askAgent(work, asked, { attempt, timeoutMs });
        return output.artifacts.map(({ name, text }) =>
          recordHandedIn(work, { name, agent: role }, text),
        );
      });
    }
    case 'person':
      return filledByPerson(work, id, request);
  }
}

/**
 * Has a person fill a role, who may hand in something incomplete and is then told what is missing.
 *
 * @throws StepFailure when they decline or never hand in what was asked for
 */
export async function filledByPerson(
  work: StepWork,
  id: string,
  request: RoleRequest,
): Promise<readonly ArtifactRecord[]> {
  const { flow, step } = work;
  let { problem } = request;
  for (let asked = 1; asked <= PERSON_ASKED_MAX; asked++) {
    const name = asked === 1 ? id : `${id}/again-${asked}`;
    const again = { ...request, problem };
    const answer = await flow.ask(name, await questionFor(work, again, name));
    if (answer.choice === PERSON_DECLINES) {
      const why = answer.reason.trim();
      problem = `${answer.by} declined${why === '' ? ', without a reason.' : `: ${why}`}`;
      break;
    }
    const collected = await flow.step(
      `${name}/collect`,
      { ...optionsFor(work, `reading what ${answer.by} handed in`), parse: trusted<Collected> },
      async (): Promise<Collected> => collect(work, again, answer),
    );
    if (collected.kind === 'complete') {
      return collected.artifacts;
    }
    problem = collected.problems.join(' ');
  }
  const failure = `Nobody filled the role ${request.role}. ${problem ?? ''}`.trim();
  throw new StepFailure(step.id, failure, { attempts: 1, transient: false, errorCode: null });
}

type Collected =
  | { readonly kind: 'complete'; readonly artifacts: readonly ArtifactRecord[] }
  | { readonly kind: 'incomplete'; readonly problems: readonly string[] };

async function collect(
  work: StepWork,
  request: RoleRequest,
  answer: Parameters<typeof handedInBy>[2],
): Promise<Collected> {
  const outcome = await handedInBy(work, request, answer);
  switch (outcome.kind) {
    case 'declined':
      return { kind: 'incomplete', problems: [`${outcome.by} declined: ${outcome.reason}`] };
    case 'incomplete':
      return outcome;
    case 'handed-in':
      try {
        const artifacts = outcome.output.artifacts.map(({ name, text }) =>
          recordHandedIn(work, { name, agent: request.role }, text),
        );
        return { kind: 'complete', artifacts };
      } catch (thrown) {
        if (thrown instanceof HoneError && thrown.code === 'E_FORMAT') {
          return { kind: 'incomplete', problems: [thrown.message] };
        }
        throw thrown;
      }
  }
}

/** How long a step may take that says nothing itself. */
const MEASURING_MS_MAX = 12 * 3_600_000;

/** How the steps of an agent are tried: with the flow's retries, for what may pass by itself. */
export function optionsFor(
  { step, context }: StepWork,
  title: string,
): StepOptions<readonly ArtifactRecord[]> & { readonly timeoutMs: number } {
  const { resources, retry, parallel } = context.file;
  const usual = step.uses === 'measure' ? MEASURING_MS_MAX : resources.agentTimeoutMs;
  const grouped = step.group === null ? null : parallel.stepTimeoutMs;
  return {
    parse: trusted<readonly ArtifactRecord[]>,
    timeoutMs: step.timeoutMs ?? grouped ?? usual,
    retry: {
      attemptsMax: step.attemptsMax,
      waitsMs: retry.waitsMs,
      transient: retryable(context.file),
    },
    uses: step.uses,
    title,
  };
}

/** What the flow file calls the failures that may pass. */
const RETRYABLE = {
  timeout: 'timeout',
  'rate-limit': 'rate_limit',
  network: 'network_error',
} as const;

/** Failures that may pass, as far as the flow file wants them tried again. */
function retryable({ retry }: FlowFile): (thrown: unknown) => boolean {
  return (thrown) => {
    if (!transientFailure(thrown)) {
      return false;
    }
    if (thrown instanceof TransientError) {
      return retry.retryable.includes(RETRYABLE[thrown.reason]);
    }
    const isTimeout = thrown instanceof Error && thrown.name === 'TimeoutError';
    return retry.retryable.includes(isTimeout ? 'timeout' : 'network_error');
  };
}

function nobodyText({ step }: StepWork, role: string, names: readonly string[]): string {
  return (
    `Nobody fills the role ${role}: hone can't make ${names.join(', ')} of step ${step.id} ` +
    `itself. Name a command (--role '${role}=COMMAND') or a person (--role ${role}=person).`
  );
}
