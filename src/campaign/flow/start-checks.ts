import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { HoneError, ownField } from '../../base/index.ts';
import type { FlowFile } from '../../flow/index.ts';
import { type Repository, resolveRevision } from '../../git/index.ts';
import type { Store } from '../../store/index.ts';
import { agentExecutor } from '../proposing/agent-executor.ts';
import { CONFIG_NAME } from '../read-suite.ts';
import { redteamRefusal, redteamState } from '../redteam/redteam-state.ts';
import type { FlowStarted } from './flow-started.ts';
import { stepsWithSuite } from './producers.ts';

/** What a run is started with, as far as it can be wrong. */
type Given = Pick<FlowStarted, 'target' | 'roles' | 'proposals' | 'values'>;

/** Somebody who fills a role that the flow does not have would wait for ever to be asked. */
export function requireRoles(file: FlowFile, { roles }: Given): void {
  const known = new Set([
    ...file.steps.map(({ agent }) => agent),
    ...file.fallbackAgents.flatMap(({ instead }) => instead.map(({ agent }) => agent)),
  ]);
  const unknown = Object.keys(roles).find((role) => !known.has(role));
  if (unknown !== undefined) {
    throw new HoneError(
      'E_USAGE',
      `The flow ${file.name} has no role ${unknown}. Its roles: ${[...known].join(', ')}.`,
    );
  }
  for (const filler of Object.values(roles).flat()) {
    if (filler.kind === 'command') {
      agentExecutor(filler.command); // told at once, and not when it is that agent's turn
    }
  }
}

/**
 * Agents may only propose against a suite that was seen to withstand cheats, or whose weaknesses a
 * person accepted. Ready patches come from whoever starts the run.
 *
 * @throws HoneError E_SUITE_WEAK with what to do
 */
export function requireCheatsToLose(store: Store, file: FlowFile, started: FlowStarted): void {
  const proposing = stepsWithSuite(file).filter(({ outputs }) =>
    outputs.some(({ name }) => name === 'dev-manifest.json'),
  );
  const fillers = proposing.flatMap(({ agent }) => ownField(started.roles, agent) ?? []);
  const isByAgents = fillers.some(({ kind }) => kind === 'command');
  if (!isByAgents || started.untested !== null || started.suiteHash === null) {
    return;
  }
  const refusal = redteamRefusal(redteamState(store, started.suiteHash));
  if (refusal !== null) {
    throw new HoneError('E_SUITE_WEAK', `${refusal} For this run alone: --untested "reason".`);
  }
}

/** Told at once, and not after the steps before the one that measures. */
export function requireSuite(file: FlowFile, { root }: Repository): void {
  const [first] = stepsWithSuite(file);
  if (first !== undefined && !existsSync(join(root, CONFIG_NAME))) {
    throw new HoneError(
      'E_CONFIG',
      `There is no ${CONFIG_NAME} in ${root}, and step ${first.id} (${first.name}) of the flow ` +
        'measures by it. Run "hone init" and commit the file.',
    );
  }
}

/** @throws HoneError E_NOT_FOUND for a patch, E_REPOSITORY for a revision that is not there */
export async function requireProposals(
  repository: Repository,
  { proposals }: Given,
  signal: AbortSignal,
): Promise<void> {
  for (const source of proposals) {
    switch (source.kind) {
      case 'patch':
        if (!existsSync(source.path)) {
          throw new HoneError('E_NOT_FOUND', `There is no patch ${resolve(source.path)}.`);
        }
        break;
      case 'revision':
        await resolveRevision(repository, source.revision, { signal });
        break;
      case 'pull-request': // its remote is asked when it is its turn
      case 'command':
        break;
    }
  }
}

/** @throws HoneError E_USAGE for an input that the flow does not have, or one that it needs */
export function requireInputs(file: FlowFile, options: Given): void {
  const known = file.runInputs.map(({ name }) => name);
  const unknown = Object.keys(options.values).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const inputs = known.length === 0 ? 'It has none.' : `Its inputs: ${known.join(', ')}.`;
    throw new HoneError('E_USAGE', `The flow ${file.name} has no input ${unknown}. ${inputs}`);
  }
  const { target } = options;
  const hasTarget = target !== null && target.trim() !== '';
  const given = { ...options.values, ...(hasTarget ? { target } : {}) };
  const missing = file.runInputs.filter(
    ({ name, required }) => required && !Object.hasOwn(given, name),
  );
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ name }) => name).join(', ');
    const flag = first.name === 'target' ? '--target TEXT' : `--input ${first.name}=TEXT`;
    throw new HoneError(
      'E_USAGE',
      `The flow ${file.name} has to be told: ${names}. Give it with ${flag}.`,
    );
  }
}
