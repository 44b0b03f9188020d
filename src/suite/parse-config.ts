import {
  asMap,
  Complaints,
  itemsAt,
  type MapTree,
  type Problem,
  PROBLEMS_MAX,
  readTree,
  scalarAt,
  type SchemaNode,
  TreeCheck,
  valueAt,
} from '../document/index.ts';
import type { NetworkRule, Suite } from '../model/index.ts';
import { asBenchmark, benchmarksFrom } from './build/benchmarks.ts';
import { commandsFrom } from './build/command.ts';
import { folderFrom } from './build/paths.ts';
import { durationMs } from './build/quantity.ts';
import { budgetsFrom, scopeFrom } from './build/scope.ts';
import { targetsFrom } from './build/targets.ts';
import { CONFIG_KIND } from './config-kind.ts';
import { Config } from './config-schema.ts';
import { SUITE_DEFAULTS } from './limits.ts';

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
  const complaints = new Complaints();
  const tree = readTree(text, fileName, CONFIG_KIND, complaints);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeBox makes JSON Schema
  const schema = Config as unknown as SchemaNode;
  if (tree === null || !new TreeCheck(complaints, CONFIG_KIND).check(tree, schema, fileName)) {
    return { kind: 'invalid', problems: found(complaints, 'error') };
  }
  const suite = suiteFrom(asMap(tree), complaints);
  const problems = found(complaints, 'error');
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'ok', suite, warnings: found(complaints, 'warning') };
}

function found(complaints: Complaints, severity: Problem['severity']): Problem[] {
  return complaints
    .problems()
    .filter((problem) => problem.severity === severity)
    .slice(0, PROBLEMS_MAX);
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
    complaints.warn(map.place, message, 'Name the command that runs the tests.');
  }
  const { setupTimeoutMs, testTimeoutMs } = SUITE_DEFAULTS;
  return {
    version: 1,
    setup: commandsFrom(valueAt(map, 'setup'), complaints),
    test,
    setupTimeoutMs: durationMs(map, 'setup_timeout', setupTimeoutMs, complaints),
    testTimeoutMs: durationMs(map, 'test_timeout', testTimeoutMs, complaints),
    network: networkFrom(scalarAt(map, 'network')?.value),
    benchmarks,
    holdout,
    targets: targetsFrom(itemsAt(map, 'targets'), benchmarks, holdoutIds, complaints),
    budgets: budgetsFrom(valueAt(map, 'budgets'), benchmarks, complaints),
    scope: scopeFrom(valueAt(map, 'scope'), complaints),
    artifactRoot: folderFrom(scalarAt(map, 'artifact_root'), 'artifact_root', complaints),
  };
}

/** The schema has refused all other values. */
function networkFrom(value: unknown): NetworkRule {
  return value === 'none' || value === 'always' ? value : 'setup';
}
