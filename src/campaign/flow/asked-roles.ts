import { filledPrompt, PROMPT_FIELDS, type PromptValues, rolePrompt } from '../../agent/index.ts';
import { HoneError, ownField } from '../../base/index.ts';
import type { FlowFile, FlowStep } from '../../flow/index.ts';
import { agentExecutor } from '../proposing/agent-executor.ts';
import type { Filler, FlowStarted } from './flow-started.ts';
import { isDoneByHone, stepsThatRate } from './producers.ts';
import { presentRoleFolders } from './role-folders.ts';
import { readSkill } from './skills.ts';

/** Who was named for a run. */
type Named = Pick<FlowStarted, 'roles' | 'raters'>;

/** Somebody who may be asked to do something in a run. */
interface Asking {
  readonly step: FlowStep;
  /** Whose description they get. */
  readonly role: string;
  /** What they were named with, as it is typed. */
  readonly flag: string;
}

/**
 * Somebody who fills a role that the flow does not have would wait for ever to be asked, and so
 * would a rater where nothing is rated.
 *
 * @throws HoneError E_USAGE, E_CONFIG for an agent that can't be understood
 */
export function requireRoles(file: FlowFile, { roles, raters }: Named): void {
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
  const [rater] = raters;
  if (rater !== undefined && stepsThatRate(file).length === 0) {
    throw new HoneError(
      'E_USAGE',
      `The flow ${file.name} rates no plan, so nobody would ask ${raterFlag(rater)}. Leave it ` +
        'out, or give the flow a step that writes plans/{{plan_id}}-rating.json.',
    );
  }
  const fillers = Object.values(roles).flat();
  const agents = fillers.flatMap((filler) => (filler.kind === 'command' ? [filler.command] : []));
  for (const agent of [...agents, ...raters]) {
    agentExecutor(agent); // told at once, and not when it is that agent's turn
  }
}

/**
 * Whoever is asked gets the text of their role and the skill of the step: that they are there and
 * usable is told at once, and not when it is their turn.
 *
 * @throws HoneError E_NOT_FOUND, E_CONFIG with the file and the flag that needs it
 */
export async function requireRoleTexts(file: FlowFile, named: Named, root: string): Promise<void> {
  const folders = presentRoleFolders(root);
  for (const { step, role, flag } of askings(file, named)) {
    try {
      filledPrompt(await rolePrompt(role, { folders }), NOTHING);
      if (step.skill !== null) {
        readSkill(root, step.skill, step.id);
      }
    } catch (thrown) {
      throw thrown instanceof HoneError
        ? new HoneError(thrown.code, `${thrown.message} It is needed for ${flag}.`, {
            cause: thrown,
          })
        : thrown;
    }
  }
}

/** Every field, with nothing in it: an unknown placeholder is found all the same. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has exactly these keys
const NOTHING = Object.fromEntries(PROMPT_FIELDS.map((name) => [name, ''])) as PromptValues;

/** In the order of the flow: who fills the roles of its steps, who stands in, and the raters. */
function askings(file: FlowFile, { roles, raters }: Named): Asking[] {
  const rated = new Set(stepsThatRate(file));
  return file.steps
    .filter((step) => !isDoneByHone(step))
    .flatMap((step) => {
      const standIns = file.fallbackAgents
        .filter(({ agent }) => agent === step.agent)
        .flatMap(({ instead }) => instead.map(({ agent }) => agent));
      const filling = [step.agent, ...standIns].flatMap((role) =>
        (ownField(roles, role) ?? [])
          .filter(({ kind }) => kind !== 'built-in')
          .map((filler) => ({ step, role, flag: roleFlag(role, filler) })),
      );
      const rating = (rated.has(step) ? raters : []).map((rater) => ({
        step,
        role: step.agent,
        flag: raterFlag(rater),
      }));
      return [...filling, ...rating];
    });
}

function roleFlag(role: string, filler: Filler): string {
  return `--role '${role}=${filler.kind === 'command' ? filler.command : filler.kind}'`;
}

function raterFlag(rater: string): string {
  return `--rater '${rater}'`;
}
