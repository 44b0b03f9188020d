import {
  Complaints,
  nearest,
  type Problem,
  PROBLEMS_MAX,
  suggestion,
} from '../../document/index.ts';
import type { KnownVariables } from '../condition/check-condition.ts';
import type { FlowFile } from '../file/flow-file.ts';
import { checkConditions } from './check-conditions.ts';
import { checkInputs, checkOutputs } from './check-artifacts.ts';
import { checkOrder } from './check-order.ts';
import { checkPlaceholders } from './check-placeholders.ts';

/** What a flow may refer to. */
export interface FlowSurroundings {
  /** Roles that can be filled. */
  readonly agents: readonly string[];
  /** Names of built-in schemas, and paths of the project's own as flow files write them. */
  readonly schemas: readonly string[];
  /** Rubric files that exist, as flow files write them; left out, any is taken to exist. */
  readonly rubrics?: readonly string[];
  /** Skills that exist, as flow files name them; left out, any is taken to exist. */
  readonly skills?: readonly string[];
  /** Variables of conditions beside hone's own. */
  readonly variables?: KnownVariables;
  /** Placeholders beside hone's own. */
  readonly placeholders?: readonly string[];
}

/**
 * What concerns more than one step, or what is around the flow: circles, inputs that nobody
 * writes, returns to nowhere, unknown agents, schemas, variables and placeholders.
 *
 * @returns errors and warnings in the order of the file; a flow with an error must not run
 */
export function checkFlow(flow: FlowFile, surroundings: FlowSurroundings): Problem[] {
  const complaints = new Complaints();
  checkIds(flow, complaints);
  checkAgents(flow, surroundings.agents, complaints);
  checkSchemas(flow, surroundings.schemas, complaints);
  checkRubrics(flow, surroundings.rubrics ?? null, complaints);
  checkSkills(flow, surroundings.skills ?? null, complaints);
  checkOutputs(flow, complaints);
  checkInputs(flow, complaints);
  checkOrder(flow, complaints);
  checkConditions(flow, surroundings.variables ?? {}, complaints);
  checkPlaceholders(flow, surroundings.placeholders ?? [], complaints);
  const problems = complaints.problems();
  const errors = problems.filter(({ severity }) => severity === 'error');
  return (errors.length > PROBLEMS_MAX ? errors : problems).slice(0, PROBLEMS_MAX);
}

function checkIds({ steps }: FlowFile, complaints: Complaints): void {
  const lines = new Map<string, number>();
  let highest = -Infinity;
  let last = '';
  for (const { id, place } of steps) {
    const line = lines.get(id);
    if (line !== undefined) {
      const message = `There is a second step "${id}"; the first is on line ${line}.`;
      complaints.refuse(place, message, 'Give each step a number or name of its own.');
    }
    lines.set(id, line ?? place.line);
    const number = /^\d+(\.\d+)?$/.test(id) ? Number(id) : highest;
    if (number < highest) {
      const message = `Step ${id} stands after step ${last}.`;
      complaints.warn(place, message, 'Steps are done in the order of the file.');
    }
    if (number > highest) {
      highest = number;
      last = id;
    }
  }
}

function checkAgents(flow: FlowFile, agents: readonly string[], complaints: Complaints): void {
  const used = new Set(flow.steps.map(({ agent }) => agent));
  for (const { id, agent, agentPlace } of flow.steps) {
    if (!agents.includes(agent)) {
      const message = `Step ${id} is for the agent "${agent}", which does not exist.`;
      complaints.refuse(agentPlace, message, agentHint(agent, agents));
    }
  }
  for (const { agent, instead, place } of flow.fallbackAgents) {
    if (!used.has(agent)) {
      const near = nearest(agent, [...used]);
      const message = `No step is for "${agent}", so nobody ever stands in for it.`;
      complaints.warn(place, message, near === null ? null : `Did you mean "${near}"?`);
      continue;
    }
    for (const other of instead) {
      if (!agents.includes(other.agent)) {
        const who = `The agent "${other.agent}", who should stand in for "${agent}",`;
        const message = `${who} does not exist.`;
        complaints.refuse(other.place, message, agentHint(other.agent, agents));
      }
    }
  }
}

function agentHint(agent: string, agents: readonly string[]): string {
  const hint = suggestion(agent, agents, 'agents');
  const isName = /^[a-z][a-z0-9_-]{0,63}$/.test(agent);
  return hint.startsWith('Did') || !isName
    ? hint
    : `${hint} Describe another one in roles/${agent}.md.`;
}

function checkSchemas(flow: FlowFile, schemas: readonly string[], complaints: Complaints): void {
  for (const { id, validation } of flow.steps) {
    const schema = validation?.schema ?? null;
    if (validation === null || schema === null || isKnownSchema(schema, schemas)) {
      continue;
    }
    const message = `Step ${id} is validated by the schema "${schema}", which does not exist.`;
    const word = stem(schema.slice(schema.lastIndexOf('/') + 1));
    complaints.refuse(validation.schemaPlace, message, suggestion(word, schemas, 'schemas'));
  }
}

function checkRubrics(
  flow: FlowFile,
  rubrics: readonly string[] | null,
  complaints: Complaints,
): void {
  for (const { id, validation } of flow.steps) {
    const file = validation?.rubricFile ?? null;
    if (validation !== null && file !== null && rubrics?.includes(file) === false) {
      const message = `Step ${id} is rated by the rubric "${file}", which does not exist.`;
      const hint = "Write it, or remove rubric_file to rate by hone's own.";
      complaints.refuse(validation.rubricPlace, message, hint);
    }
  }
}

/** No error: who fills the role without being asked anything has no use for it. */
function checkSkills(
  flow: FlowFile,
  skills: readonly string[] | null,
  complaints: Complaints,
): void {
  for (const { id, agent, skill, skillPlace } of flow.steps) {
    if (skill !== null && skills?.includes(skill) === false) {
      const message = `Step ${id} is to be done by the skill "${skill}", which does not exist.`;
      const paths = `.claude/skills/${skill}/SKILL.md or skills/${skill}.md`;
      const hint = `Write ${paths}; an agent that fills the role ${agent} can't begin without it.`;
      complaints.warn(skillPlace, message, hint);
    }
  }
}

/** A path has to be known as it is; a name also without `.schema.json`. */
function isKnownSchema(schema: string, schemas: readonly string[]): boolean {
  return (
    schemas.includes(schema) ||
    (!schema.includes('/') && schemas.some((other) => stem(other) === stem(schema)))
  );
}

function stem(schema: string): string {
  return schema.replace(/(?:\.schema)?\.json$/, '');
}
