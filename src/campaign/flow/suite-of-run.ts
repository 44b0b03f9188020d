import type { Suite } from '../../model/index.ts';
import { readTargets } from '../../suite/index.ts';
import { CONFIG_NAME, suiteFrom } from '../read-suite.ts';
import type { FlowStarted } from './flow-started.ts';

/** hone.yaml as it was at the start; a task's own targets count instead of its targets. */
export function suiteOfRun({
  config,
  targets,
}: Pick<FlowStarted, 'config' | 'targets'>): Suite | null {
  if (config === null) {
    return null;
  }
  const { suite } = suiteFrom(config, CONFIG_NAME);
  return targets === undefined
    ? suite
    : { ...suite, targets: [...readTargets(targets, suite).targets] };
}
