import { type CsvCell, csvText } from './csv.ts';
import { type ImportView, seriesTitle } from './import-facts.ts';

const COLUMNS = ['source', 'tool', 'benchmark', 'metric', 'unit', 'sample', 'value', 'n'];

/**
 * Every sample of other tools' results as one row, in the order of the files; where a file has none
 * but a summary, its median or else its mean stands there with the number of samples behind it.
 */
export function importCsv({ results }: ImportView): string {
  const rows = results.flatMap(({ source, tool, benchmarks }) =>
    benchmarks.flatMap((series): CsvCell[][] => {
      const { metric, unit, samples, summary } = series;
      const head = [source, tool, seriesTitle(series), metric, unit];
      const middle = summary?.median ?? summary?.mean ?? null;
      return samples.length > 0
        ? samples.map((value, index) => [...head, index, value, 1])
        : [[...head, null, middle, summary?.n ?? null]];
    }),
  );
  return csvText(COLUMNS, rows);
}
