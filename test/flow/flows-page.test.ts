import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { checkFlow, flowJsonSchema, parseFlowFile } from '../../src/flow/index.ts';
import { ARTIFACT_KINDS, ROLES } from '../../src/model/index.ts';
import { shown } from './flows.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = readFileSync(join(docs, 'flows.md'), 'utf8');

const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => ({
  text: match[1] ?? '',
  line: page.slice(0, match.index).split('\n').length,
}));

const schemas = ARTIFACT_KINDS.map(({ schemaName }) => schemaName.replace(/^hone\.|\.v\d+$/g, ''));

test('the page of the format has examples', () => {
  assert.ok(examples.length >= 6, `only ${examples.length} were found`);
});

for (const { text, line } of examples) {
  test(`the example on line ${line} of docs/flows.md is sound and says nothing strange`, () => {
    const parsed = parseFlowFile(text, { path: 'example.yaml' });
    assert.deepEqual(parsed.kind === 'invalid' ? parsed.problems.map(shown) : [], []);
    assert.ok(parsed.kind === 'ok');
    const found = checkFlow(parsed.flow, { agents: ROLES, schemas, rubrics: [] });
    assert.deepEqual([...parsed.warnings, ...found].map(shown), []);
  });
}

/** The keys of every map that a schema describes. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) {
    return [];
  }
  const own = 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

test('the page explains every key of the format', () => {
  const keys = [...new Set(keysOf(flowJsonSchema()))];
  assert.ok(keys.length > 50, `only ${keys.length} keys were found`);
  const missing = keys.filter((key) => !new RegExp(`\`[^\`\n]*\\b${key}\\b[^\`\n]*\``).test(page));
  assert.deepEqual(missing, []);
});

test('the links of the page lead somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const file = path === '' ? join(docs, 'flows.md') : join(docs, path);
    if (!existsSync(file)) {
      return true;
    }
    const titles = anchor === undefined ? [] : readFileSync(file, 'utf8').match(/^#+ .*$/gm);
    const anchors = (titles ?? []).map((title) =>
      title
        .replace(/^#+ /, '')
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    return anchor !== undefined && !anchors.includes(anchor);
  });
  assert.deepEqual(
    broken.map(([link]) => link),
    [],
  );
});
