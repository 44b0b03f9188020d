import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { artifactsText, filledPrompt, type RolePrompt, rolePrompt } from '../../agent/index.ts';
import {
  diskErrorFrom,
  HoneError,
  messageOf,
  systemClock,
  writeFileAtomic,
} from '../../base/index.ts';
import { openRepository, type Repository } from '../../git/index.ts';
import { PLAN_RATING_SCHEMA, type PlanRating, type Rating } from '../../model/index.ts';
import { deterministicRating, ratePlan, RUBRIC_DEFAULT } from '../../plan/index.ts';
import { presentRoleFolders } from '../flow/role-folders.ts';
import { fittingName } from '../flow/views/fitting-text.ts';
import type { Hooks } from '../hooks.ts';
import { agentExecutor } from '../proposing/agent-executor.ts';
import { openProposerSandbox, type ProposerSandbox } from '../proposing/proposer-sandbox.ts';
import { REPORT_FILE } from '../profile/kept-profiles.ts';
import { readSuite, sha256 } from '../read-suite.ts';
import { stateFolderOf } from '../state-folder.ts';
import { sandboxWanted } from '../sandbox-wanted.ts';
import { type CheckedPlan, checkedPlan } from './checked-plan.ts';
import { planBody, ratingPath } from './kept-plans.ts';
import { RATER_MS_MAX } from './limits.ts';
import { type Rated, RATING_FILE, scoresFrom } from './rater-scores.ts';
import { rubricAt } from './rubric-at.ts';

/** Who rates which plan by what. */
export interface RateOptions {
  readonly folder: string;
  /** Null for the newest plan. */
  readonly plan: string | null;
  /** Command lines of agents beside hone's computed rating. */
  readonly raters: readonly string[];
  /** A rubric of the project, seen from the folder; null for hone's own. */
  readonly rubric: string | null;
}

/** The role whose prompt raters get. */
const RATER_ROLE = 'orchestrator';

/**
 * Rates a kept plan as the performance flow does: hone's checks first, and only a plan without
 * findings is shown to raters. The rating is written beside the plan and bound to its content.
 *
 * @throws HoneError E_NOT_FOUND, E_CONFIG, E_FORMAT, E_DISK, E_USAGE, E_INTERRUPTED
 */
export async function rateKeptPlan(
  options: RateOptions,
  { signal, hooks }: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<PlanRating> {
  const kept = await checkedPlan(options.folder, options.plan, signal);
  const repository = await openRepository(options.folder, { signal });
  if (options.raters.length > 0) {
    await ratersRole(repository); // told at once, and not as a failure of each rater
    options.raters.forEach((rater) => agentExecutor(rater));
  }
  const { suite } = readSuite(repository.root);
  const rubric =
    options.rubric === null
      ? RUBRIC_DEFAULT
      : rubricAt(resolve(options.folder, options.rubric), "leave --rubric out to use hone's own");
  const plan = planBody(kept.plan);
  const rated =
    kept.findings.length > 0 ? [] : await askRaters(options, { repository, signal, hooks, kept });
  const computed = kept.findings.length > 0 ? [] : [deterministicRating(plan, suite)];
  const given: Rating[] = rated.flatMap((one) => (one.kind === 'rated' ? [one.rating] : []));
  const body = ratePlan({
    plan,
    findings: kept.findings,
    ratings: [...computed, ...given],
    raterFailures: rated.flatMap((one) => (one.kind === 'failed' ? [one.reason] : [])),
    rubric,
    earlier: [],
    workflow: 'hone plan rate',
    run: kept.plan.run,
    now: systemClock.isoNow(),
    sha256,
  });
  const { commit, suiteHash, run } = kept.plan;
  const rating: PlanRating = { schema: PLAN_RATING_SCHEMA, run, commit, suiteHash, ...body };
  try {
    writeFileAtomic(ratingPath(kept), `${JSON.stringify(rating, null, 2)}\n`);
  } catch (thrown) {
    throw diskErrorFrom(thrown, kept.folder);
  }
  return rating;
}

interface Asking {
  readonly repository: Repository;
  readonly kept: CheckedPlan;
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
}

/** Each rater by itself, one after the other; one that fails is a failure of the rating. */
async function askRaters({ raters }: RateOptions, asking: Asking): Promise<Rated[]> {
  const [first] = raters;
  if (first === undefined) {
    return [];
  }
  const { repository, signal, hooks } = asking;
  const storeFolder = await stateFolderOf(repository, { signal });
  const sandbox = await openProposerSandbox(
    { repository, storeFolder, frozen: [] },
    sandboxWanted(),
    signal,
  );
  const rated: Rated[] = [];
  for (const [index, command] of raters.entries()) {
    hooks.onStage(`Asking rater ${index + 1} of ${raters.length}: ${command}`);
    rated.push(await askRater(`rater-${index + 1}`, command, sandbox, asking));
  }
  return rated;
}

async function askRater(
  name: string,
  command: string,
  sandbox: ProposerSandbox,
  asking: Asking,
): Promise<Rated> {
  const { kept, signal } = asking;
  const outputFolder = mkdtempSync(join(tmpdir(), 'hone-rater-'));
  const folder = join(outputFolder, 'work');
  mkdirSync(folder);
  try {
    const contain = sandbox.containFor(folder);
    const prompt = await ratersPrompt(asking, folder);
    const output = await agentExecutor(command)(
      {
        role: RATER_ROLE,
        prompt,
        folder,
        outputFolder,
        artifacts: [{ name: RATING_FILE, schema: null }],
        env: { HONE_RUN: kept.plan.run },
      },
      {
        signal,
        timeoutMs: RATER_MS_MAX,
        owns: () => undefined,
        ...(contain === undefined ? {} : { contain }),
      },
    );
    const rater = { name: fittingName(`${name}: ${command}`), kind: 'command' } as const;
    return scoresFrom(rater, output.artifacts[0]?.text ?? '');
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_INTERRUPTED') {
      throw thrown;
    }
    return { kind: 'failed', reason: `${name} (${command}): ${messageOf(thrown)}` };
  } finally {
    rmSync(outputFolder, { recursive: true, force: true });
  }
}

/**
 * The prompt of the role, with copies of the plan and the profile that it follows from.
 *
 * @param inputs - where the rater works: what is elsewhere may be hidden from it
 */
async function ratersPrompt({ kept, repository }: Asking, inputs: string): Promise<string> {
  const plan = join(inputs, `plan-${kept.id}.json`);
  const report = join(inputs, REPORT_FILE);
  writeFileAtomic(plan, `${JSON.stringify(kept.plan, null, 2)}\n`);
  copyFileSync(join(kept.folder, REPORT_FILE), report);
  return filledPrompt(await ratersRole(repository), {
    target: 'The targets of hone.yaml.',
    run_id: kept.id,
    step: 'hone plan rate',
    task: 'Rate the plan on each dimension of the rubric, with a reason for each score.',
    inputs: `- ${plan}\n- ${report}\n- the repository ${repository.root}`,
    scope: 'Nothing in the repository.',
    artifacts: artifactsText([{ name: RATING_FILE, schema: null }]),
    feedback: 'This is the first attempt.',
  });
}

/** What raters are told of their role. @throws HoneError E_CONFIG when its file can't be used */
function ratersRole({ root }: Repository): Promise<RolePrompt> {
  return rolePrompt(RATER_ROLE, { folders: presentRoleFolders(root) });
}
