import { asScalar, type Complaints, itemsAt, type MapTree, valueAt } from '../../document/index.ts';
import { FLOW_DEFAULTS, RETRY_WAIT_MS_MAX } from '../limits.ts';
import { ATTEMPTS_MAX, RETRY_WAITS_MS } from '../../port/index.ts';
import { durationMs, timeoutAt } from './duration.ts';
import { mapAt, numberAt, textAt, textsAt, truthAt, wordAt } from './fields.ts';
import type {
  CheckpointStrategy,
  FallbackAgents,
  ParallelExecution,
  ResourceLimits,
  RetryableError,
  RetryConfig,
} from './flow-file.ts';

const RETRYABLE: readonly RetryableError[] = ['timeout', 'rate_limit', 'network_error'];

/** `retry_config`; 3 attempts, 1 and 2 s apart, where it is silent. */
export function retryFrom(root: MapTree, complaints: Complaints): RetryConfig {
  const map = mapAt(root, 'retry_config');
  const errors = textsAt(map, 'retryable_errors').map(({ text }) => text);
  return {
    attemptsMax: numberAt(map, 'max_attempts') ?? ATTEMPTS_MAX,
    waitsMs: waitsFrom(map, complaints),
    retryable:
      valueAt(map, 'retryable_errors') === null
        ? RETRYABLE
        : RETRYABLE.filter((error) => errors.includes(error)),
  };
}

function waitsFrom(map: MapTree, complaints: Complaints): readonly number[] {
  const written = valueAt(map, 'backoff');
  if (written?.kind === 'list') {
    return itemsAt(map, 'backoff').map((item) => {
      const ms = durationMs(asScalar(item));
      if (ms === null || ms < 0 || ms > RETRY_WAIT_MS_MAX) {
        const message = 'A wait between attempts must be from 0 to 5 minutes.';
        complaints.refuse(item.place, message, 'Write a number and a unit: 2s.');
      }
      return ms ?? 0;
    });
  }
  const backoff = textAt(map, 'backoff');
  const strategy = textAt(map, 'backoff_strategy');
  if (backoff !== null && strategy !== null && backoff.text !== strategy.text) {
    const message = `"backoff_strategy" says ${strategy.text}, "backoff" says ${backoff.text}.`;
    complaints.refuse(strategy.place, message, 'Keep one of them.');
  }
  const first = numberAt(map, 'initial_delay_ms');
  const last = numberAt(map, 'max_delay_ms') ?? RETRY_WAIT_MS_MAX;
  if (Math.max(first ?? 0, last) > RETRY_WAIT_MS_MAX || (first ?? 0) > last) {
    const message = 'Waits between attempts are at most 5 minutes, and the first is the shortest.';
    complaints.refuse(map.place, message, null);
  }
  const isFixed = (backoff ?? strategy)?.text === 'fixed';
  return RETRY_WAITS_MS.map((usual, index) => {
    const start = first ?? RETRY_WAITS_MS[0] ?? usual;
    return Math.min(isFixed ? start : start * 2 ** index, last);
  });
}

/** `fallback_agents`, one entry for each agent. */
export function fallbackFrom(root: MapTree, complaints: Complaints): FallbackAgents[] {
  const map = mapAt(root, 'fallback_agents');
  return [...map.entries].map(([agent, { keyPlace }]) => {
    const instead = textsAt(map, agent).map(({ text, place }) => ({ agent: text, place }));
    instead.forEach(({ agent: other, place }, index) => {
      if (other === agent) {
        complaints.refuse(place, `"${agent}" can't stand in for itself.`, 'Remove it.');
      } else if (instead.findIndex((entry) => entry.agent === other) < index) {
        complaints.refuse(place, `"${other}" is named twice for "${agent}".`, 'Remove one.');
      }
    });
    return { agent, instead, place: keyPlace };
  });
}

/** `parallel_execution`; on where it is silent. */
export function parallelFrom(root: MapTree, complaints: Complaints): ParallelExecution {
  const map = mapAt(root, 'parallel_execution');
  return {
    enabled: truthAt(map, 'enabled') ?? true,
    failFast: truthAt(map, 'fail_fast') ?? false,
    stepTimeoutMs: timeoutAt(map, 'timeout_per_step', complaints),
  };
}

/** `checkpoint_strategy`, with a warning when `recovery` says that there should be none. */
export function checkpointFrom(root: MapTree, complaints: Complaints): CheckpointStrategy {
  const recovery = mapAt(root, 'recovery');
  if (truthAt(recovery, 'enabled') === false) {
    const message = 'Every run can be resumed; "recovery" has nothing to switch off.';
    complaints.warn(recovery.place, message, null);
  }
  const map = mapAt(root, 'checkpoint_strategy');
  warnOfOther(map, 'frequency', 'on_gate', EACH_STEP, complaints);
  warnOfOther(map, 'compression', 'false', 'Results are always compressed.', complaints);
  warnOfOther(map, 'incremental', 'false', 'The same content is stored only once.', complaints);
  const retention = mapAt(map, 'retention_policy');
  if (valueAt(map, 'retention_policy') !== null) {
    const message = '"retention_policy" is what "hone run prune" goes by.';
    complaints.warn(retention.place, message, 'Nothing is removed by itself: results are proof.');
  }
  const usual = FLOW_DEFAULTS.checkpoint;
  const frequencies = ['on_step_completion', 'on_gate'] as const;
  return {
    frequency: wordAt(map, 'frequency', frequencies) ?? usual.frequency,
    compression: truthAt(map, 'compression') ?? usual.compression,
    incremental: truthAt(map, 'incremental') ?? usual.incremental,
    sizeMbMax: numberAt(map, 'max_size_mb') ?? usual.sizeMbMax,
    keepLast: numberAt(retention, 'keep_last_n') ?? usual.keepLast,
    ttlHours: numberAt(retention, 'ttl_hours') ?? usual.ttlHours,
  };
}

const EACH_STEP = 'Each step is recorded as it ends, so a run always goes on after the last one.';
const PATHS_ONLY = 'Agents are given the paths of artifacts, and read what they need.';

/** Something that is always so, and that a file asks to be otherwise. */
function warnOfOther(
  map: MapTree,
  key: string,
  other: string,
  why: string,
  complaints: Complaints,
): void {
  const written = textAt(map, key);
  if (written?.text === other) {
    complaints.warn(written.place, `"${key}: ${other}" has no effect.`, why);
  }
}

/** `resource_limits`. */
export function resourcesFrom(root: MapTree, complaints: Complaints): ResourceLimits {
  const map = mapAt(root, 'resource_limits');
  warnOfOther(map, 'lazy_artifact_loading', 'false', PATHS_ONLY, complaints);
  const cache = valueAt(map, 'context_cache_size_mb');
  if (cache !== null) {
    const message = '"context_cache_size_mb" has no effect.';
    complaints.warn(cache.place, message, PATHS_ONLY);
  }
  const usual = FLOW_DEFAULTS.resources;
  return {
    concurrentAgentsMax: numberAt(map, 'max_concurrent_agents') ?? usual.concurrentAgentsMax,
    agentTimeoutMs: timeoutAt(map, 'agent_timeout_ms', complaints) ?? usual.agentTimeoutMs,
    contextCacheMb: numberAt(map, 'context_cache_size_mb') ?? usual.contextCacheMb,
    lazyArtifactLoading: truthAt(map, 'lazy_artifact_loading') ?? usual.lazyArtifactLoading,
  };
}
