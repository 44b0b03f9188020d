import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Check, Errors } from 'typebox/value';

import {
  ARTIFACT_KINDS,
  artifactKindNamed,
  artifactKindOf,
  type ArtifactKind,
} from '../../../src/model/index.ts';
import { EXAMPLES } from './examples.ts';

type Path = readonly (string | number)[];

/** Names that users choose; the rest of the paths are fields of the format. */
const MAPS = new Set(['values', 'owners', 'tools']);

function fieldPaths(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => fieldPaths(item, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const isMap = MAPS.has(String(path.at(-1)));
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(isMap ? [] : [[...path, key]]),
    ...fieldPaths(inner, [...path, key]),
  ]);
}

/** A copy in which the object that holds the last name of the path was changed. */
function changed(
  document: object,
  path: Path,
  change: (holder: Record<string, unknown>, key: string) => void,
): unknown {
  const copy: unknown = structuredClone(document);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), copy);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the path leads to an object
  change(holder as Record<string, unknown>, String(path.at(-1)));
  return copy;
}

function accepted(kind: ArtifactKind, document: unknown): boolean {
  return Check(kind.schema, document);
}

for (const kind of ARTIFACT_KINDS) {
  const examples = EXAMPLES[kind.schemaName] ?? [];

  test(`${kind.schemaName} takes a good document`, () => {
    assert.ok(examples.length > 0, 'there is an example');
    assert.ok(fieldPaths(examples[0]).length >= 6, 'and its fields are looked at');
    for (const example of examples) {
      assert.deepEqual([...Errors(kind.schema, example)], []);
    }
  });

  test(`${kind.schemaName} refuses nothing at all`, () => {
    for (const nothing of [{}, null, [], '', 0]) {
      assert.equal(accepted(kind, nothing), false);
    }
  });

  test(`${kind.schemaName} refuses a document without any one of its fields`, () => {
    for (const example of examples) {
      for (const path of fieldPaths(example)) {
        const without = changed(example, path, (holder, key) => {
          Reflect.deleteProperty(holder, key);
        });
        assert.equal(accepted(kind, without), false, `without ${path.join('.')}`);
      }
    }
  });

  test(`${kind.schemaName} refuses fields with empty or wrong content`, () => {
    for (const example of examples) {
      for (const path of fieldPaths(example)) {
        const wrong = changed(example, path, (holder, key) => {
          holder[key] = Array.isArray(holder[key]) ? {} : [];
        });
        assert.equal(accepted(kind, wrong), false, `wrong ${path.join('.')}`);
        if (path.includes('machine')) {
          continue; // the environment is older than this format and less strict
        }
        const blank = changed(example, path, (holder, key) => {
          holder[key] = ' ';
        });
        assert.equal(accepted(kind, blank), false, `blank ${path.join('.')}`);
      }
    }
  });

  test(`${kind.schemaName} refuses a field that it does not know`, () => {
    for (const example of examples) {
      for (const path of fieldPaths(example).filter((one) => !one.includes('machine'))) {
        const more = changed(example, path, (holder) => {
          holder['bogus'] = 1;
        });
        assert.equal(accepted(kind, more), false, `beside ${path.join('.')}`);
      }
    }
  });
}

test('every kind has its own name and the schema says it', () => {
  const names = ARTIFACT_KINDS.map(({ schemaName }) => schemaName);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(Object.keys(EXAMPLES).sort(), names.toSorted());
  for (const name of names) {
    assert.match(name, /^hone\.[a-z]+(-[a-z]+)*\.v1$/);
    assert.equal(artifactKindNamed(name)?.schemaName, name);
    assert.equal(
      EXAMPLES[name]?.every((one) => Reflect.get(one, 'schema') === name),
      true,
    );
  }
});

test('the mission names of files lead to one kind each', () => {
  const files = {
    'baseline-metrics.json': 'hone.baseline-metrics.v1',
    'performance-baseline-7.json': 'hone.baseline-metrics.v1',
    'plan-20260314.json': 'hone.plan.v1',
    'backlog-20260314.json': 'hone.backlog.v1',
    'plans/plan-1-rating.json': 'hone.plan-rating.v1',
    'bottleneck-report.json': 'hone.bottleneck-report.v1',
    'code-review-performance.json': 'hone.code-review.v1',
    'gates/0.1.json': 'hone.gate-result.v1',
    'checkpoint.json': 'hone.checkpoint.v1',
    'checkpoint-config-7.json': 'hone.checkpoint-config.v1',
    'resource-config-7.json': 'hone.resource-config.v1',
    'parallel-execution-plan-7.json': 'hone.parallel-execution-plan.v1',
    'performance-results-7.json': 'hone.benchmark-results.v1',
    'errors.log': 'hone.error-log-line.v1',
    'run.json': 'hone.run.v1',
  };
  for (const [file, schema] of Object.entries(files)) {
    assert.equal(artifactKindOf(file)?.schemaName, schema, file);
    const fitting = ARTIFACT_KINDS.filter((kind) => kind.file?.test(file) === true);
    assert.equal(fitting.length, 1, file);
  }
});

test('a misspelt schema or file name leads to no kind', () => {
  assert.equal(artifactKindNamed('hone.plan.v2'), null);
  assert.equal(artifactKindNamed('plan'), null);
  assert.equal(artifactKindOf('baseline-metric.json'), null);
  assert.equal(artifactKindOf('gates/../run.json/x.json'), null);
  assert.equal(artifactKindOf('constructor'), null);
});

test('a baseline without a single benchmark, or with NaN for a number, is none', () => {
  const kind = artifactKindNamed('hone.baseline-metrics.v1');
  assert.ok(kind !== null);
  const good = EXAMPLES['hone.baseline-metrics.v1']?.[0] ?? {};
  assert.equal(accepted(kind, { ...good, benchmarks: [] }), false);
  const time = ['metrics', 'response_time', 'p50'];
  for (const value of [0, -1, NaN, Infinity, null, '12']) {
    const bad = changed(good, time, (holder, key) => {
      holder[key] = value;
    });
    assert.equal(accepted(kind, bad), false, String(value));
  }
});

test('a gate that passed with a failed check, without any, or although skipped does not exist', () => {
  const kind = artifactKindNamed('hone.gate-result.v1');
  assert.ok(kind !== null);
  const passed = EXAMPLES['hone.gate-result.v1']?.[0] ?? {};
  assert.equal(accepted(kind, passed), true);
  const failedCheck = { name: 'tests', passed: false, message: '5 of 5 failed' };
  for (const bad of [
    { ...passed, validations: [failedCheck] },
    { ...passed, validations: [] },
    { ...passed, status: 'skipped' },
    { ...passed, status: 'warning' },
    { ...passed, allowed: false },
    { ...passed, status: 'failed' },
    { ...passed, status: 'overridden' },
  ]) {
    assert.equal(accepted(kind, bad), false);
  }
});

test('a review that approves a major finding or a failed check does not exist', () => {
  const kind = artifactKindNamed('hone.code-review.v1');
  assert.ok(kind !== null);
  const approved = EXAMPLES['hone.code-review.v1']?.[0] ?? {};
  const finding = { severity: 'major', file: null, line: null, finding: 'Bug', suggestion: null };
  assert.equal(accepted(kind, { ...approved, findings: [finding] }), false);
  const check = { name: 'diff', passed: false, message: 'not read' };
  assert.equal(accepted(kind, { ...approved, checks: [check] }), false);
  assert.equal(accepted(kind, { ...approved, checks: [] }), false);
});
