import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { HoneError, ownField } from '../../base/index.ts';
import type { FlowFile } from '../../flow/index.ts';
import { type Repository, resolveRevision } from '../../git/index.ts';
import type { ContainmentKind } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { containmentHere } from '../containment-here.ts';
import { CONFIG_NAME } from '../read-suite.ts';
import { sandboxWanted } from '../sandbox-wanted.ts';
import { redteamRefusal, redteamState } from '../redteam/redteam-state.ts';
import type { FlowStarted } from './flow-started.ts';
import { stepsWithSuite } from './producers.ts';

/** What a run is started with, as far as it can be wrong. */
type Given = Pick<FlowStarted, 'target' | 'proposals' | 'values'>;

/**
 * Agents may only propose against a suite that was seen to withstand cheats, or whose weaknesses a
 * person accepted, in a sandbox no better than the campaign's own. Ready patches come from whoever
 * starts the run.
 *
 * @throws HoneError E_SUITE_WEAK with what to do
 */
export async function requireCheatsToLose(
  store: Store,
  file: FlowFile,
  started: FlowStarted,
  signal: AbortSignal,
): Promise<void> {
  const proposing = stepsWithSuite(file).filter(({ outputs }) =>
    outputs.some(({ name }) => name === 'dev-manifest.json'),
  );
  const fillers = proposing.flatMap(({ agent }) => ownField(started.roles, agent) ?? []);
  const isByAgents = fillers.some(({ kind }) => kind === 'command');
  if (!isByAgents || started.untested !== null || started.suiteHash === null) {
    return;
  }
  const campaign = await campaignContainment(started, signal);
  const refusal = redteamRefusal(redteamState(store, started.suiteHash, campaign));
  if (refusal !== null) {
    throw new HoneError('E_SUITE_WEAK', `${refusal} For this run alone: --untested "reason".`);
  }
}

/** What agents are contained with, or what their proposals are judged in: the weaker counts. */
async function campaignContainment(
  { sandbox }: FlowStarted,
  signal: AbortSignal,
): Promise<ContainmentKind> {
  const judging = sandboxWanted();
  const wanted = sandbox === judging ? [sandbox] : [sandbox, judging];
  const kinds: ContainmentKind[] = [];
  for (const one of wanted) {
    kinds.push(await containmentHere(one, signal));
  }
  return (['none', 'srt'] as const).find((kind) => kinds.includes(kind)) ?? 'bwrap';
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
