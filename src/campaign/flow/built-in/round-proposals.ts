import { at, messageOf } from '../../../base/index.ts';
import type { AgentUsage } from '../../../agent/index.ts';
import { type BranchOutcome, StepFailure } from '../../../port/index.ts';
import type { SearchMove } from '../../../plan/index.ts';
import { filledByPerson, fillersOf, optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { propose, type Proposed, type ProposedPatch } from '../propose.ts';
import { trusted } from '../trusted.ts';

/** One round of proposing. */
export interface Round {
  readonly move: Extract<SearchMove, { readonly kind: 'round' }>;
  /** Begins the ids of its steps. */
  readonly prefix: string;
  /** What every proposal of the round starts from. */
  readonly base: { readonly commit: string; readonly tree: string };
  /** What developers should know, in Markdown. */
  readonly brief: string;
}

/** What was handed in. */
export interface Proposals {
  readonly patches: readonly ProposedPatch[];
  /** Why others handed nothing in, a sentence each. */
  readonly without: readonly string[];
  /** What the agents say that they used. */
  readonly usage: readonly AgentUsage[];
}

/** What developers hand in, recorded as patches: first the agents, at once, then persons. */
export async function proposalsOf(work: StepWork, round: Round): Promise<Proposals> {
  const byAgents = await agentProposals(work, round, agentsOf(work, round));
  const byPerson = await personProposal(work, round);
  return {
    patches: [...byAgents.patches, ...byPerson.patches],
    without: [...byAgents.without, ...byPerson.without],
    usage: byAgents.usage,
  };
}

/** True when somebody besides hone itself fills the role of the step. */
export function hasProposers(work: StepWork): boolean {
  return fillersOf(work, work.step.agent).some(({ kind }) => kind !== 'built-in');
}

/** A person hands in a patch like any other file. */
async function personProposal(work: StepWork, { move, prefix }: Round): Promise<Proposals> {
  const { step } = work;
  if (!fillersOf(work, step.agent).some(({ kind }) => kind === 'person')) {
    return { patches: [], without: [], usage: [] };
  }
  const artifacts = [`proposals/${nameIn(`${step.agent}-by-hand`, move.round)}.patch`];
  const request = { role: step.agent, folder: null, artifacts, problem: null };
  try {
    const filled = await filledByPerson(work, `${prefix}/${step.agent}`, request);
    // What a person did and what it cost is theirs to know.
    const proposer = { by: 'person', trace: null, usage: null };
    const patches = filled.map((patch) => ({ ...patch, proposer }));
    return { patches, without: [], usage: [] };
  } catch (thrown) {
    if (thrown instanceof StepFailure) {
      return { patches: [], without: [messageOf(thrown)], usage: [] };
    }
    throw thrown;
  }
}

/** Names are unique over all rounds of a search. */
function nameIn(name: string, round: number): string {
  return round === 1 ? name : `${name}-round-${round}`;
}

/** An agent that proposes once in a round. */
export interface ProposingAgent {
  /** Of its proposal. */
  readonly name: string;
  readonly agent: string;
  /** Why its proposal before this one did not do; null when there is nothing to say. */
  readonly problem: string | null;
}

/** The agents of a round, as many as may still propose. */
export function agentsOf(work: StepWork, { move }: Round): ProposingAgent[] {
  const { agent: role } = work.step;
  const named = fillersOf(work, role).flatMap((filler, index) => {
    const name = nameIn(`${role}-${index + 1}`, move.round);
    return filler.kind === 'command' ? [{ name, agent: filler.command, problem: null }] : [];
  });
  return named.slice(0, move.attemptsLeft ?? named.length);
}

/** What agents hand in, all at once. */
export async function agentProposals(
  work: StepWork,
  round: Round,
  agents: readonly ProposingAgent[],
): Promise<Proposals> {
  const { flow, step, context } = work;
  const { move, prefix, base, brief } = round;
  if (agents.length === 0) {
    return { patches: [], without: [], usage: [] };
  }
  const { timeoutMs: usualMs, ...options } = { ...optionsFor(work, 'proposal'), uses: 'agent' };
  const timeoutMs = Math.max(1, Math.min(usualMs, move.elapsedMsLeft ?? usualMs));
  const budget = {
    tokensMax: null,
    costMax: move.costLeft === null ? null : move.costLeft / agents.length,
  };
  const outcomes = await flow.all(
    `${prefix}/propose`,
    agents,
    {
      concurrency: Math.min(agents.length, context.file.resources.concurrentAgentsMax),
      failFast: false,
      name: ({ name }) => name,
    },
    (branch, { name, agent, problem }) =>
      branch.step(
        'clone',
        { ...options, timeoutMs, parse: trusted<Proposed>, title: `${name}: proposal` },
        (attempt) =>
          propose(
            work,
            { name, agent, role: step.agent, base, brief, problem, timeoutMs, budget },
            attempt,
          ),
      ),
  );
  return sorted(agents, outcomes);
}

function sorted(
  agents: readonly { readonly name: string }[],
  outcomes: readonly BranchOutcome<Proposed>[],
): Proposals {
  const patches: ProposedPatch[] = [];
  const without: string[] = [];
  const usage: AgentUsage[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind === 'done' && outcome.value.usage !== null) {
      usage.push(outcome.value.usage);
    }
    if (outcome.kind === 'done' && outcome.value.kind === 'patch') {
      patches.push(outcome.value.patch);
    } else {
      without.push(`${at(agents, index).name} ${reasonOf(outcome)}`);
    }
  }
  return { patches, without, usage };
}

/** Most of what a developer said that a message repeats, in characters. */
const SAID_CHARS_MAX = 500;

function reasonOf(outcome: BranchOutcome<Proposed>): string {
  switch (outcome.kind) {
    case 'done': {
      const said = outcome.value.said.trim().slice(-SAID_CHARS_MAX);
      return said === '' ? 'changed nothing.' : `changed nothing and said: ${said}`;
    }
    case 'failed':
      return `failed: ${outcome.failure}`;
    case 'cancelled':
      return 'was cancelled.';
  }
}
