import type { Suite } from '../model/index.ts';
import { asBenchmark, benchmarksFrom } from './build/benchmarks.ts';
import { commandsFrom } from './build/command.ts';
import { type Complaints, noComplaints } from './build/complaints.ts';
import { folderFrom } from './build/paths.ts';
import { durationMs } from './build/quantity.ts';
import { asMap, itemsAt, scalarAt, valueAt } from './build/read-tree.ts';
import { budgetsFrom, scopeFrom } from './build/scope.ts';
import { targetsFrom } from './build/targets.ts';
import { checkTree, type SchemaNode } from './check-config.ts';
import { Config } from './config-schema.ts';
import { type MapTree, readTree } from './config-tree.ts';
import { SUITE_DEFAULTS } from './limits.ts';
import { type Problem, problemsFrom } from './problem.ts';

/** A suite, or everything that keeps the text from being one. */
export type ParsedConfig =
  | { readonly kind: 'ok'; readonly suite: Suite; readonly warnings: readonly Problem[] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Understands a hone.yaml. Nothing is ignored: an unknown key, a wrong type, a name that refers to
 * nothing or a second key of the same name is a problem with its place and what to write instead.
 * First the YAML has to be right, then the types, then the meaning; only the problems of the first
 * stage that fails are told, because the others would follow from them.
 *
 * @param fileName - how messages call the file
 */
export function parseConfig(text: string, fileName: string): ParsedConfig {
  const { tree, findings, placeOf } = readTree(text, fileName);
  if (tree === null) {
    return { kind: 'invalid', problems: problemsFrom(findings, placeOf) };
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeBox makes JSON Schema
  const wrongTypes = checkTree(tree, Config as unknown as SchemaNode, fileName);
  if (wrongTypes.length > 0) {
    return { kind: 'invalid', problems: problemsFrom(wrongTypes, placeOf) };
  }
  const complaints = noComplaints();
  const suite = suiteFrom(asMap(tree), complaints);
  return complaints.refused.length > 0
    ? { kind: 'invalid', problems: problemsFrom(complaints.refused, placeOf) }
    : { kind: 'ok', suite, warnings: problemsFrom(complaints.warned, placeOf) };
}

function suiteFrom(map: MapTree, complaints: Complaints): Suite {
  const taken = new Map<string, 'benchmark' | 'holdout'>();
  const built = benchmarksFrom(itemsAt(map, 'benchmarks'), 'benchmark', taken, complaints);
  const holdout = benchmarksFrom(itemsAt(map, 'holdout'), 'holdout', taken, complaints);
  const benchmarks = built.map(asBenchmark);
  const holdoutIds = holdout.map(({ id }) => id);
  const test = commandsFrom(valueAt(map, 'test'), complaints);
  if (test.length === 0) {
    const message = 'No "test" is given, so nothing but the output tells whether it still works.';
    complaints.warn(map.offset, message, 'Name the command that runs the tests.');
  }
  const { setupTimeoutMs, testTimeoutMs } = SUITE_DEFAULTS;
  return {
    version: 1,
    setup: commandsFrom(valueAt(map, 'setup'), complaints),
    test,
    setupTimeoutMs: durationMs(map, 'setup_timeout', setupTimeoutMs, complaints),
    testTimeoutMs: durationMs(map, 'test_timeout', testTimeoutMs, complaints),
    benchmarks,
    holdout,
    targets: targetsFrom(itemsAt(map, 'targets'), benchmarks, holdoutIds, complaints),
    budgets: budgetsFrom(valueAt(map, 'budgets'), benchmarks, complaints),
    scope: scopeFrom(valueAt(map, 'scope'), complaints),
    artifactRoot: folderFrom(scalarAt(map, 'artifact_root'), 'artifact_root', complaints),
  };
}
