import type { Json } from '../../../src/base/index.ts';
import type { FlowDefinition } from '../../../src/port/index.ts';
import { CAUSE, flowOf, STEP, untilAborted } from './place.ts';

/** One line of the flow under test. */
export type Line =
  | { readonly verb: 'step'; readonly id: string; readonly isVital: boolean }
  | { readonly verb: 'gate'; readonly id: string }
  /** A gate that a person decides. */
  | { readonly verb: 'judge'; readonly id: string }
  | { readonly verb: 'ask'; readonly id: string };

/** The flow under test, line by line. When a vital step fails, so does the run. */
export const LINES: readonly Line[] = [
  { verb: 'step', id: 'plan', isVital: false },
  { verb: 'gate', id: 'planned' },
  { verb: 'step', id: 'build/a', isVital: false },
  { verb: 'step', id: 'build/b', isVital: true },
  { verb: 'ask', id: 'name' },
  { verb: 'judge', id: 'reviewed' },
  { verb: 'step', id: 'publish', isVital: true },
  { verb: 'ask', id: 'bye' },
];

export const STEP_IDS: readonly string[] = LINES.flatMap(({ verb, id }) =>
  verb === 'step' ? [id] : [],
);
export const QUESTION_IDS: readonly string[] = ['name', 'reviewed', 'bye'];
export const GATE_IDS: readonly string[] = ['planned', 'reviewed'];

export const COMMIT = 'c0ffee';

export function choicesOf(question: string): readonly string[] {
  return question === 'reviewed' ? ['approve', 'reject'] : ['yes', 'no'];
}

/** What the steps of the flow find: set by commands, the same for model and driver. */
export interface World {
  /** Steps that fail for good. */
  readonly failing: Set<string>;
  /** The step during which the driver is told to stop; once. */
  stopIn: string | null;
  /** Whether the flow goes back to `planned` at its end; once. */
  goesBack: boolean;
}

/** What really happened, in order. */
export interface Deeds {
  readonly bodies: string[];
  readonly restored: string[];
}

/** The flow under test. @param stop - called to tell the driver to stop */
export function modelFlow(world: World, deeds: Deeds, stop: () => void): FlowDefinition<Json> {
  return flowOf(
    async (verbs) => {
      const results: string[] = [`${verbs.rewinds().length} rewinds`];
      for (const line of LINES) {
        switch (line.verb) {
          case 'step': {
            const result = await verbs
              .step(line.id, STEP, async ({ signal }) => {
                deeds.bodies.push(line.id);
                if (world.stopIn === line.id) {
                  world.stopIn = null;
                  stop();
                  return untilAborted(signal);
                }
                return world.failing.has(line.id) ? Promise.reject(new Error('as told')) : 'done';
              })
              .catch(() => 'failed');
            if (result === 'failed' && line.isVital) {
              throw new Error(`${line.id} failed`);
            }
            results.push(`${line.id} ${result === 'failed' ? result : 'done'}`);
            break;
          }
          case 'gate': {
            const { kind } = await verbs.gate(line.id, async () => {
              return { kind: 'pass', commit: COMMIT, evidence: null };
            });
            results.push(`${line.id} ${kind}`);
            break;
          }
          case 'judge': {
            const question = { text: 'Good?', of: 'qa', evidence: null, choices: [] };
            const { kind } = await verbs.gate(line.id, async () => {
              return { kind: 'ask', commit: null, question };
            });
            results.push(`${line.id} ${kind}`);
            break;
          }
          case 'ask': {
            const choices = choicesOf(line.id);
            const said = await verbs.ask(line.id, {
              text: 'Well?',
              of: 'qa',
              evidence: null,
              choices,
            });
            results.push(`${line.id} ${said.choice}`);
            break;
          }
        }
      }
      if (world.goesBack) {
        world.goesBack = false;
        return verbs.rewind('planned', CAUSE);
      }
      return results;
    },
    { restored: deeds.restored },
  );
}
