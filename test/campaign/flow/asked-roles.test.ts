import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { requireRoles, requireRoleTexts } from '../../../src/campaign/flow/asked-roles.ts';
import type { Filler } from '../../../src/campaign/flow/flow-started.ts';
import type { HoneError } from '../../../src/base/index.ts';
import { flowOf } from './made-up.ts';

const RATED = flowOf(`name: Rated
workflow_inputs: {required: [target]}
steps:
  - step: 0
    agent: planner
    inputs: [target]
    outputs: ['plan-{{plan_id}}.json']
  - step: 0.1
    agent: orchestrator
    skill: rating
    inputs: ['plan-{{plan_id}}.json (from step 0)']
    outputs: ['plans/{{plan_id}}-rating.json']
fallback_agents:
  planner: [architect]
`);
const UNRATED = flowOf('name: Short\nsteps: [{step: 0, agent: qa, outputs: [report.md]}]\n');

function projectWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'hone-roles-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const agent = (command: string): Filler[] => [{ kind: 'command', command }];
const SKILL = { 'skills/rating.md': 'Be strict.\n' };

async function refusal(root: string, named: Parameters<typeof requireRoleTexts>[1]) {
  const thrown = await requireRoleTexts(RATED, named, root).then(
    () => null,
    (caught: HoneError) => caught,
  );
  return thrown === null ? null : `${thrown.code}: ${thrown.message}`;
}

test('a skill that only a rater needs is missed before the run, with the flag', async (t) => {
  const named = { roles: {}, raters: ['claude -p'] };
  const message = (await refusal(projectWith(t, {}), named)) ?? '';
  assert.match(message, /^E_NOT_FOUND: Step 0\.1 .*"rating".*skills\/rating\.md/);
  assert.match(message, /It is needed for --rater 'claude -p'\.$/);
  assert.equal(await refusal(projectWith(t, {}), { roles: {}, raters: [] }), null);
  assert.equal(await refusal(projectWith(t, SKILL), named), null);
});

test('a role file that only a rater needs is read before the run', async (t) => {
  const named = { roles: {}, raters: ['claude -p'] };
  for (const [text, what] of [
    ['', /orchestrator\.md is empty/],
    ['{{artifacts}} {{feedback}} {{inptus}}', /orchestrator\.md:1: {{inptus}}.*{{inputs}}/],
    ['{{artifacts}}', /never says {{feedback}}/],
  ] as const) {
    const root = projectWith(t, { ...SKILL, 'roles/orchestrator.md': text });
    const message = (await refusal(root, named)) ?? '';
    assert.match(message, what);
    assert.match(message, /^E_CONFIG: .* It is needed for --rater 'claude -p'\.$/);
  }
});

test('role files of whoever fills a role, and of who stands in, are read before the run', async (t) => {
  const root = projectWith(t, { 'roles/architect.md': 'x', 'roles/planner.md': 'y' });
  const asked = async (roles: Record<string, Filler[]>): Promise<string> =>
    (await refusal(root, { roles, raters: [] })) ?? '';
  assert.match(await asked({ planner: agent('x') }), /planner\.md .*--role 'planner=x'/);
  assert.match(await asked({ architect: agent('x') }), /architect\.md .*--role 'architect=x'/);
  assert.match(await asked({ planner: [{ kind: 'person' }] }), /--role 'planner=person'/);
  assert.equal(await asked({ planner: [{ kind: 'built-in' }] }), '');
});

test('a rater of a flow that rates nothing, or that nobody understands, is refused', () => {
  const refused = (flow: typeof RATED, rater: string, message: RegExp): void =>
    assert.throws(() => requireRoles(flow, { roles: {}, raters: [rater] }), { message });
  refused(UNRATED, 'claude -p', /Short rates no plan.*--rater 'claude -p'/);
  refused(RATED, 'model:nowhere', /model:/);
  requireRoles(RATED, { roles: {}, raters: ['claude -p'] });
});
