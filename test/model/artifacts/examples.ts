import { A_BACKLOG_ITEM } from '../a-backlog-item.ts';
import type { Environment } from '../../../src/model/index.ts';

const SHA = 'ab'.repeat(32);
const BASE = 'a1'.repeat(20);
const HEAD = 'b2'.repeat(20);
const NOW = '2026-03-14T09:26:53.589Z';
const RUN = '20260314-092653-k7xw';

const machine: Environment = {
  hone: '0.1.0',
  node: '24.21.0',
  os: 'linux',
  kernel: '6.1.0-27-amd64',
  architecture: 'x64',
  cpuModel: null,
  cores: 2,
  governor: null,
  boost: null,
  memoryBytes: 8e9,
  virtualisation: 'kvm',
  loadAverageStart: 0.3,
  loadAverageEnd: null,
  runner: { spawner: 'posix_spawn', pinnedCore: 1, niceness: 0, notes: ['no cpufreq'] },
  tools: { git: '2.39.5' },
};

const start = (schema: string) => ({ schema, run: RUN, commit: BASE, suiteHash: SHA });

/** An item of a backlog that was kept. */
const backlogItem = {
  ...A_BACKLOG_ITEM,
  id: 'abcdef012345-look-up-in-a-set',
  bottleneck: 'abcdef012345',
  effort: { amount: 2, unit: 'attempts' },
  rice: { reach: 0.5, impact: 1, confidence: 0.8, effort: 2, score: 20 },
  overrides: [
    { field: 'effort', from: '1', to: '2', reason: 'Its tests are slow.', by: 'ana', at: NOW },
  ],
  status: 'kept',
  realised: { estimate: 0.12, lo: 0.1, hi: 0.14, commit: HEAD, proposal: 'fix' },
};

const share = { estimate: 0.2, lo: 0.1, hi: 0.3, n: 5 };

const profiledBottlenecks = {
  ...start('hone.bottleneck-report.v1'),
  suiteHash: null,
  created_at: NOW,
  created_by: 'hone',
  source: 'profile',
  dirty: false,
  machine,
  workloads: [
    {
      benchmark: 'parse',
      command: 'node parse.js',
      methods: [
        {
          source: 'v8-cpu',
          settings: 'every 1 ms',
          runs: 5,
          samples: 5_000,
          overhead: { estimate: 0.06, lo: 0.02, hi: 0.14 },
          artifacts: [{ path: 'profiles/1.cpuprofile', sha256: SHA }],
        },
      ],
      denominator: 'critical-thread-wall',
      bound_of: 'wall',
      smallest_effect: 0.02,
      totals: {
        wall_ms: { estimate: 100, lo: 90, hi: 110, n: 5 },
        cpu_ms: { estimate: 120, lo: null, hi: null, n: 1 },
        peak_rss_bytes: null,
        profiled_ms: null,
        alloc_bytes: null,
        shares: {
          js: share,
          native: share,
          builtin: share,
          gc: share,
          compile: share,
          runtime: share,
          idle: share,
          preempted: share,
          unknown: share,
        },
        io: { sync_calls: 3 },
      },
      packages: [
        { package: 'marked', owner: 'direct-dep', share: { actionable: share, inclusive: share } },
      ],
      flat: { covered_top_10: share, functions_seen: 812 },
      caveats: ['The machine was busy.'],
    },
  ],
  bottlenecks: [
    {
      id: '0123456789ab',
      benchmark: 'parse',
      rank: 1,
      rank_worst: 2,
      kind: 'cpu',
      location: {
        function: 'inlineText',
        file: 'src/lexer.js',
        line: 120,
        column: 13,
        end_line: 164,
        package: null,
        owner: 'app',
        snippet_hash: 'ba9876543210',
      },
      share: { self: share, actionable: share, inclusive: share, cpu: null, alloc: null },
      milliseconds: null,
      bound: {
        free: { estimate: 1.25, lo: 1.11, hi: 1.43 },
        halved: { estimate: 1.11, lo: 1.05, hi: 1.18 },
        visible: true,
      },
      calls_per_op: 12,
      growth_exponent: { estimate: 1.9, lo: 1.7, hi: 2.1, n: 3 },
      evidence: [{ artifact: 'profiles/1.cpuprofile', query: null, text: '20 % in 5 runs' }],
      hot_lines: [{ line: 131, share: 0.7 }],
      callers: [{ function: 'parse (src/index.js:3)', share: 1 }],
      stacks: [{ share: 0.9, frames: ['inlineText', 'parse'] }],
      detectors: [{ rule: 'spread-in-loop', confidence: 0.8, match: 'src/lexer.js:131' }],
      techniques: [{ name: 'push', rationale: 'It copies.', risk: 'None.', effort: null }],
      reach: 1,
      rice_score: 12,
      confidence: 'likely',
      causal: {
        method: 'Ran it twice.',
        predicted: { estimate: 1.2, lo: 1.05, hi: 1.3 },
        measured: { estimate: 1.15, lo: 1.1, hi: 1.2 },
        verdict: 'agrees',
      },
      status: 'fixed',
      realised: { commit: HEAD, gain: { estimate: 0.85, lo: 0.8, hi: 0.9 } },
      runs: 5,
    },
  ],
  not_examined: ['allocation'],
};

const figures = {
  response_time: {
    average: 12.5,
    p50: 12,
    p75: 13,
    p90: 14,
    p95: 15,
    p99: 16,
    max: 17,
    mad: 0.5,
    iqr: 1,
  },
  throughput: {
    runs_per_second: 80,
    requests_per_second: null,
    transactions_per_second: null,
    concurrent_users: null,
  },
  resource_utilization: {
    cpu: { average: 11, p50: 11, p95: 12, max: 13, mad: 0.2, share: 0.9 },
    memory: { average: 4e7, p50: 4e7, p95: 4e7, max: 4e7, mad: 0 },
  },
  error_rates: { runs: 40, failed: 0, rate: 0 },
  values: {
    rows: {
      unit: 'count',
      direction: 'higher',
      n: 40,
      average: 1,
      p50: 1,
      p75: 1,
      p90: 1,
      p95: 1,
      p99: 1,
      max: 1,
      mad: 0,
      iqr: 0,
    },
  },
  not_measured: [{ field: 'throughput.requests_per_second', reason: 'no load was generated' }],
};

const benchmark = {
  benchmark: 'parse',
  command: 'node parse.js',
  placement: 'free',
  n: 40,
  metrics: figures,
};

const samples = { sha256: SHA, count: 42 };

const ratio = { estimate: 0.8, lo: 0.78, hi: 0.82, confidence: 0.95 };

const distance = {
  benchmark: 'parse',
  metric: 'wall',
  unit: 'ns',
  bound: 'at_most',
  wanted: 8e6,
  current: 1.2e7,
  change_needed: -0.33,
  reached: false,
};

const scores = {
  completeness: 8,
  feasibility: 7,
  risk_mitigation: 9,
  agent_coverage: 10,
  integration: 6.5,
};

const reasons = {
  completeness: 'all targets',
  feasibility: 'measured',
  risk_mitigation: 'each has one',
  agent_coverage: 'all four',
  integration: 'no check follows',
};

const improvement = { dimension: 'integration', suggestion: 'add a check', priority: 'high' };

const effect = {
  benchmark: 'parse',
  metric: 'wall',
  unit: 'ns',
  direction: 'lower',
  placement: 'free',
  base_median: 1.2e7,
  candidate_median: 9.6e6,
  ratio,
  pairs: 60,
  verdict: 'improved',
  reason: 'the interval excludes 1',
};

const attempt = { target: 'folder', at: NOW, outcome: 'failed', error: 'disk full' };

const gate = {
  ...start('hone.gate-result.v1'),
  gate_id: 'validation',
  run_id: RUN,
  workflow: 'performance',
  step: '5',
  agent: 'qa',
  timestamp: NOW,
  summary: 'All checks passed.',
  evidence: [{ path: 'performance-comparison.json', sha256: SHA }],
};

const validation = { name: 'tests', passed: true, message: '1 of 1' };
const failed = { ...validation, passed: false };

const dimension = { weight: 0.2, question: 'Is it complete?' };

/** A good document of each kind by the name of its schema; several where it is a union. */
export const EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  'hone.baseline-metrics.v1': [
    {
      ...start('hone.baseline-metrics.v1'),
      baseline_id: 'baseline-1',
      capture_date: NOW,
      captured_by: 'hone 0.1.0',
      target_system: 'access-log',
      environment: 'local',
      machine,
      headline_benchmark: 'parse',
      metrics: figures,
      endpoints_measured: ['parse'],
      benchmarks: [benchmark],
      samples,
    },
  ],
  'hone.backlog.v1': [
    {
      ...start('hone.backlog.v1'),
      plan_id: 'plan-1',
      plan_hash: SHA,
      items: [backlogItem],
      refused: [
        {
          bottleneck: '012345abcdef',
          title: 'Make pad (src/pad.js:1) cheaper',
          bound: 0.014,
          visible: 0.02,
          reason: 'At most 1.4 % would be gained.',
        },
      ],
      unmatched: [{ proposal: 'other', reason: 'It changes no function of an item.' }],
      attempts: [
        {
          item: 'abcdef012345-look-up-in-a-set',
          run: '20260314-101500-ab12',
          proposal: 'look-up-in-a-set',
          decision: 'kept',
          reason: 'parse wall -11.0 %.',
          commit: HEAD,
          gain: { estimate: 0.11, lo: 0.09, hi: 0.13 },
        },
      ],
      validation: {
        passed: true,
        message: 'All targets are reached.',
        metrics: [
          {
            benchmark: 'parse',
            metric: 'wall',
            expected: { estimate: 0.1, lo: 0, hi: 0.24 },
            measured: { estimate: 0.11, lo: 0.08, hi: 0.14 },
          },
        ],
      },
    },
  ],
  'hone.architecture-notes.v1': [
    {
      ...start('hone.architecture-notes.v1'),
      created_at: NOW,
      created_by: 'hone',
      files_read: 2,
      notes: [
        {
          kind: 'store',
          name: 'db',
          technology: 'PostgreSQL',
          evidence: [
            { file: 'compose.yaml', line: 4, kind: 'compose', text: 'image: postgres:17' },
          ],
        },
      ],
      not_read: [{ file: 'deploy.yaml', reason: 'It is not YAML: line 3.' }],
    },
  ],
  'hone.plan.v1': [
    {
      ...start('hone.plan.v1'),
      plan_id: 'plan-1',
      name: 'Make parsing faster',
      made_by: 'a person',
      created_at: NOW,
      objectives: ['parse wall at most 8 ms'],
      targets: [{ benchmark: 'parse', metric: 'wall', bound: 'at_most', value: 8e6, unit: 'ns' }],
      steps: [
        {
          step_number: 1,
          name: 'Cache the formatter',
          kind: 'change',
          agent: 'developer',
          tasks: ['Create it once for the whole run.'],
          success_criteria: ['wall is 10 % better'],
          dependencies: [2],
          evidence: [
            {
              kind: 'measurement',
              source: 'baseline-metrics.json',
              text: 'parse takes 12 ms',
              benchmark: 'parse',
              metric: 'wall',
              value: 12,
              unit: 'ms',
            },
          ],
          measures: [{ benchmark: 'parse', metric: 'wall' }],
          expected_gain: { amount: 10, unit: '%', basis: 'a third of the time is spent there' },
          rollback: 'Revert the commit.',
          risks: ['Output changes.'],
          mitigation: ['Outputs are compared.'],
          status: 'pending',
        },
      ],
      risks: [{ risk: 'A noisy machine.', mitigation: 'More pairs.', severity: 'low' }],
      status: 'draft',
    },
  ],
  'hone.rubric.v1': [
    {
      schema: 'hone.rubric.v1',
      dimensions: {
        completeness: dimension,
        feasibility: dimension,
        risk_mitigation: dimension,
        agent_coverage: dimension,
        integration: dimension,
      },
      bands: [{ from: 0, to: 10, meaning: 'anything' }],
      thresholds: { emergency: 6, standard: 7, enterprise: 8, critical: 9 },
    },
  ],
  'hone.plan-rating.v1': [
    {
      ...start('hone.plan-rating.v1'),
      plan_id: 'plan-1',
      plan_hash: SHA,
      workflow_id: 'performance',
      run_id: RUN,
      overall_score: 8.1,
      rubric_scores: scores,
      passed: true,
      status: 'passed',
      attempt: 2,
      max_attempts: 3,
      rated_at: NOW,
      rated_by: ['hone'],
      level: 'standard',
      minimum_score_threshold: 7,
      rubric_hash: SHA,
      findings: [{ rule: 'no-gain', step_number: 1, message: 'It expects none.' }],
      failures: ['none'],
      raters: [
        {
          rater: 'hone',
          kind: 'built-in',
          scores,
          reasons,
          improvements_suggested: [improvement],
        },
      ],
      disagreement: { overall: 1, per_dimension: scores, flagged: false },
      improvements_suggested: [improvement],
      history: [
        {
          attempt: 1,
          plan_hash: SHA,
          overall_score: 5,
          passed: false,
          rated_at: NOW,
          rated_by: ['hone'],
        },
      ],
    },
  ],
  'hone.performance-analysis.v1': [
    {
      ...start('hone.performance-analysis.v1'),
      analysed_at: NOW,
      analysed_by: 'hone',
      baseline_id: 'baseline-1',
      targets: [distance],
      benchmarks: [
        {
          benchmark: 'parse',
          metric: 'wall',
          unit: 'ns',
          direction: 'lower',
          n: 40,
          median: 1.2e7,
          mad: 5e5,
          noise: 0.04,
        },
      ],
      findings: ['parse is at 12 ms'],
      not_examined: ['the code'],
    },
  ],
  'hone.bottleneck-report.v1': [
    {
      ...start('hone.bottleneck-report.v1'),
      created_at: NOW,
      created_by: 'hone',
      source: 'measured-cost',
      bottlenecks: [
        {
          rank: 1,
          location: 'benchmark parse',
          benchmark: 'parse',
          impact: { share: 1, of: 'one run of each', milliseconds: 12 },
          evidence: ['12 ms'],
          owner: null,
        },
      ],
      not_examined: ['the code'],
    },
    profiledBottlenecks,
  ],
  'hone.optimization-architecture.v1': [
    {
      ...start('hone.optimization-architecture.v1'),
      plan_id: 'plan-1',
      plan_hash: SHA,
      reviewed_at: NOW,
      reviewed_by: 'architect',
      verdict: 'approved',
      summary: 'Good.',
      decisions: [{ step_number: 1, decision: 'approved', reason: 'small' }],
      order: [1],
      constraints: ['no new dependency'],
      risks: [{ risk: 'stale cache', mitigation: 'keyed by input' }],
    },
  ],
  'hone.dev-manifest.v1': [
    {
      ...start('hone.dev-manifest.v1'),
      created_at: NOW,
      summary: '1 of 2 kept',
      base_commit: BASE,
      stack_commit: HEAD,
      branch: 'hone/x',
      optimizations: [
        {
          proposal: 'cache.patch',
          title: 'Cache it',
          commit: HEAD,
          decision: 'kept',
          reason: '20 % faster',
          effects: [effect],
        },
      ],
      rejected: [
        {
          proposal: 'cheat.patch',
          title: 'Cheat',
          decision: 'rejected',
          check: 'admission',
          reason: 'frozen path',
          effects: [effect],
        },
      ],
      files_created: ['src/cache.js'],
      files_modified: ['src/parse.js'],
      files_deleted: ['src/old.js'],
      dependencies_added: ['lru'],
      tests_added: ['test/cache.js'],
    },
  ],
  'hone.code-review.v1': ['approved', 'changes-requested'].map((verdict) => ({
    ...start('hone.code-review.v1'),
    run_id: RUN,
    workflow: 'performance',
    base_commit: BASE,
    reviewed_commit: HEAD,
    reviewed_at: NOW,
    reviewed_by: 'reviewer',
    attempt: 1,
    summary: 'Fine.',
    verdict,
    checks: [validation],
    findings: [{ severity: 'minor', file: 'a.js', line: 3, finding: 'Typo', suggestion: 'Fix' }],
  })),
  'hone.task-phase.v1': [
    {
      ...start('hone.task-phase.v1'),
      task: '021',
      phase: 3,
      title: 'Benchmark Test Creation',
      judged_at: NOW,
      criteria: [
        {
          id: 'covers-load',
          text: 'The suite has scenarios under load',
          state: 'met',
          message: 'ada said yes: one run at a time',
          answered_by: 'ada',
        },
      ],
      task_commit: HEAD,
    },
  ],
  'hone.benchmark-results.v1': [
    {
      ...start('hone.benchmark-results.v1'),
      measured_at: NOW,
      measured_by: 'hone',
      base_commit: BASE,
      machine,
      benchmarks: [benchmark],
      tests: [{ command: 'npm test', passed: true, message: 'exit code 0' }],
      outputs: [{ benchmark: 'parse', same: null, message: 'not compared' }],
      samples,
    },
  ],
  'hone.performance-comparison.v1': [
    {
      ...start('hone.performance-comparison.v1'),
      compared_at: NOW,
      base_commit: BASE,
      candidate_commit: HEAD,
      comparisons: [
        {
          benchmark: 'parse',
          metric: 'wall',
          unit: 'ns',
          direction: 'lower',
          placement: 'free',
          claimed: true,
          base: { median: 1.2e7, mad: 1e5 },
          candidate: { median: 9.6e6, mad: 1e5 },
          ratio,
          difference: { estimate: 1, mean: 1, lo: 0, hi: 2, confidence: 0.95 },
          pairs: { screening: 10, confirmation: 60 },
          p_value: 0.001,
          min_effect: 0.02,
          verdict: 'improved',
          reason: 'the interval excludes 1',
        },
      ],
      targets: [distance],
      counts: { improved: 1, regressed: 0, unchanged: 0, inconclusive: 0 },
      samples,
    },
  ],
  'hone.gate-result.v1': [
    {
      ...gate,
      status: 'passed',
      allowed: true,
      validations: [validation],
      reasons: [],
      question: null,
      override: null,
      approved_by: null,
    },
    {
      ...gate,
      status: 'failed',
      allowed: false,
      validations: [failed],
      reasons: ['tests'],
      question: null,
      override: null,
      approved_by: null,
    },
    {
      ...gate,
      status: 'waiting',
      allowed: false,
      validations: [validation],
      reasons: ['gain above what is believed'],
      question: 'Is this right?',
      override: null,
      approved_by: null,
    },
    {
      ...gate,
      status: 'overridden',
      allowed: true,
      validations: [failed],
      reasons: ['tests'],
      question: null,
      override: { by: 'ann', reason: 'known', risk: 'a bug', at: NOW },
      approved_by: null,
    },
  ],
  'hone.artifact-registry.v1': [
    {
      ...start('hone.artifact-registry.v1'),
      run_id: RUN,
      updated_at: NOW,
      artifacts: [
        {
          name: 'plan-1.json',
          step: '0',
          agent: 'planner',
          path: '.hone/runs/x/plan-1.json',
          sha256: SHA,
          bytes: 100,
          version: 1,
          schema: 'hone.plan.v1',
          validationStatus: 'valid',
          gate_path: 'gates/0.json',
          dependencies: ['hone.yaml'],
          publishable: true,
          publish_targets: ['folder'],
          publish_status: 'failed',
          publish_attempts: [attempt],
          publish_error: 'disk full',
        },
      ],
    },
  ],
  'hone.publish-record.v1': [
    {
      ...start('hone.publish-record.v1'),
      run_id: RUN,
      policy: 'auto-on-pass',
      started_at: NOW,
      ended_at: null,
      status: 'partial',
      idempotency_key: SHA,
      artifacts: [{ path: 'report.md', sha256: SHA }],
      targets: [
        {
          kind: 'folder',
          target: '/out',
          status: 'failed',
          attempts: [attempt],
          result: null,
          error: 'disk full',
        },
      ],
    },
  ],
  'hone.checkpoint.v1': [
    {
      ...start('hone.checkpoint.v1'),
      checkpoint_id: 'c1',
      run_id: RUN,
      workflow: 'performance',
      step: '3',
      status: 'valid',
      created_at: NOW,
      expiration: null,
      parent_checkpoint: 'c0',
      completed_steps: ['0'],
      gate: '0.1',
      artifacts: [{ name: 'plan.json', path: 'x/plan.json', sha256: SHA, size: 100 }],
      journal: { seq: 12, head_hash: SHA },
    },
  ],
  'hone.recovery-state.v1': [
    {
      ...start('hone.recovery-state.v1'),
      run_id: RUN,
      updated_at: NOW,
      status: 'awaiting_approval',
      resumable: true,
      resume_command: 'hone run resume x',
      last_gate: { gate: '0.1', commit: BASE, at: NOW },
      completed_steps: ['0'],
      next_step: '1',
      failed_steps: [{ step: '1', attempts: 3, failure: 'timeout' }],
      fallbacks: [
        {
          step: '1',
          original_agent: 'qa',
          fallback_agent: 'performance-engineer',
          fallback_attempt: 1,
          fallback_reason: 'timeout',
        },
      ],
      rewinds: [{ gate: null, commit: BASE, reason: 'failed', by: '5', at: NOW }],
      waiting: [{ question: 'Go on?', step: '5', command: 'hone run approve x', since: NOW }],
      accepted_risks: [{ step: '4', risk: 'a bug', by: 'ann', at: NOW }],
      journal: { seq: 12, head_hash: SHA },
    },
  ],
  'hone.error-log-line.v1': [
    {
      schema: 'hone.error-log-line.v1',
      at: NOW,
      run_id: RUN,
      step: '3',
      agent: 'developer',
      attempt: 1,
      code: 'E_COMMAND',
      kind: 'transient',
      message: 'timed out',
      next: 'another attempt in 1 s',
    },
  ],
  'hone.run.v1': [
    {
      ...start('hone.run.v1'),
      run_id: RUN,
      workflow_id: 'performance',
      selected_workflow: 'performance-flow.yaml',
      workflow_version: 'abc',
      current_step: '1',
      status: 'in_progress',
      task_queue: ['2'],
      owners: { developer: 'built-in' },
      timestamps: { created_at: NOW, updated_at: NOW, ended_at: null },
      metadata: { user_request: 'make it fast', target: 'api/users', hone_version: '0.1.0' },
      state_transitions: [
        { from: 'pending', to: 'in_progress', timestamp: NOW, reason: 'started' },
      ],
    },
  ],
  'hone.resource-config.v1': [
    {
      ...start('hone.resource-config.v1'),
      workflow: 'performance',
      resource_limits: {
        max_concurrent_agents: 5,
        max_concurrent_measurements: 1,
        agent_timeout_ms: 300_000,
        context_cache_size_mb: 100,
        lazy_artifact_loading: true,
      },
    },
  ],
  'hone.checkpoint-config.v1': [
    {
      ...start('hone.checkpoint-config.v1'),
      workflow: 'performance',
      checkpoint_strategy: {
        frequency: 'on_step_completion',
        compression: true,
        incremental: true,
        max_size_mb: 5,
        retention_policy: { keep_last_n: 3, ttl_hours: 24 },
      },
    },
  ],
  'hone.parallel-execution-plan.v1': [
    {
      ...start('hone.parallel-execution-plan.v1'),
      workflow: 'greenfield',
      dependencies: [{ step: 'pm', needs: [{ step: 'analyst', because: 'brief.json' }] }],
      parallel_groups: [
        {
          name: 'analysis',
          steps: ['pm', 'ux'],
          synchronization: 'wait_all',
          reason: 'neither reads what the other writes',
        },
      ],
      order: ['analyst', 'analysis'],
      estimate: { sequential_ms: 100, parallel_ms: 60, basis: 'run x' },
    },
  ],
};
