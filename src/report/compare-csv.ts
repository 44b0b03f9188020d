import { ownField, unreachable } from '../base/index.ts';
import type { CandidateResult, CompareResult, Exit, MetricResult } from '../model/index.ts';
import { valueOf } from '../model/index.ts';
import { entriesOf, type Entry } from './compare-facts.ts';
import { type CsvCell, csvText } from './csv.ts';

const SAMPLE_COLUMNS =
  'benchmark side slot round phase placement half started_at wall_ns user_ns system_ns cpu_ns ' +
  'peak_rss_bytes exit output_sha256 output_bytes padding_bytes leftovers';

const SUMMARY_COLUMNS =
  'benchmark parameters base candidate metric unit direction claimed placement verdict ratio ' +
  'ratio_lo ratio_hi confidence p_adjusted min_effect pairs_screening pairs_confirmation ' +
  'base_median base_mad candidate_median candidate_mad same_output reason difference ' +
  'difference_lo difference_hi witness witness_ratio witness_lo witness_hi';

/**
 * Every sample as one row, in the order in which they were taken, with metrics read from the
 * output in columns of their own, named `value:<metric>`. Durations are ns, sizes bytes.
 */
export function compareCsv(result: CompareResult): string {
  const names = [...new Set(result.samples.flatMap((sample) => Object.keys(sample.values)))].sort();
  const header = [...SAMPLE_COLUMNS.split(' '), ...names.map((name) => `value:${name}`)];
  const rows = result.samples.map((sample): CsvCell[] => [
    sample.benchmark,
    sample.side,
    sample.slot,
    sample.round,
    sample.phase,
    sample.placement,
    sample.half,
    sample.startedAt,
    sample.wallNs,
    sample.userNs,
    sample.systemNs,
    valueOf(sample, 'cpu'),
    sample.peakRssBytes,
    exitInWords(sample.exit),
    sample.outputSha256,
    sample.outputBytes,
    sample.paddingBytes,
    sample.leftovers.join(' '),
    ...names.map((name) => ownField(sample.values, name) ?? null),
  ]);
  return csvText(header, rows);
}

/** Every verdict as one row: benchmark, candidate, metric, ratio with its interval, adjusted p. */
export function compareSummaryCsv(result: CompareResult): string {
  const rows = entriesOf(result).flatMap((entry) =>
    [...entry.claimed, ...entry.beside].map((named) =>
      summaryRow(entry, named.metric, named.result),
    ),
  );
  return csvText(SUMMARY_COLUMNS.split(' '), rows);
}

function summaryRow(entry: Entry, metric: string, result: MetricResult): CsvCell[] {
  const { comparison, candidate } = entry;
  const parameters = Object.entries(comparison.parameters).map(([key, value]) => `${key}=${value}`);
  const measured = result.pairs.confirmation > 0;
  return [
    comparison.benchmark,
    parameters.join(' '),
    comparison.base.name,
    candidate.name,
    metric,
    result.unit,
    result.direction,
    result.claimed,
    result.placement,
    result.verdict,
    result.ratio?.estimate ?? null,
    result.ratio?.lo ?? null,
    result.ratio?.hi ?? null,
    result.ratio?.confidence ?? null,
    result.pValue,
    result.minEffect,
    result.pairs.screening,
    result.pairs.confirmation,
    measured ? result.base.median : null,
    measured ? result.base.mad : null,
    measured ? result.candidate.median : null,
    measured ? result.candidate.mad : null,
    candidate.sameOutput,
    result.reason,
    result.difference?.estimate ?? null,
    result.difference?.lo ?? null,
    result.difference?.hi ?? null,
    // Counted once for a candidate, so it stands beside what it was compared for.
    ...(result.claimed ? witnessCells(candidate) : [null, null, null, null]),
  ];
}

function witnessCells({ witness }: CandidateResult): CsvCell[] {
  const ratio = witness?.ratio;
  return [witness?.kind ?? null, ratio?.estimate ?? null, ratio?.lo ?? null, ratio?.hi ?? null];
}

function exitInWords(exit: Exit): string {
  switch (exit.kind) {
    case 'exited':
      return `code ${exit.code}`;
    case 'signalled':
      return `signal ${exit.signal}`;
    case 'timed-out':
      return `timed out after ${exit.afterMs} ms`;
    case 'flooded':
      return `flooded after ${exit.bytes} bytes`;
    case 'exceeded': {
      const unit = exit.what === 'memory' ? 'bytes of memory' : 'processes';
      return `ended at ${exit.used} of ${exit.allowed} ${unit}`;
    }
  }
  return unreachable(exit);
}
