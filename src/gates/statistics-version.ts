/**
 * Version of everything between raw samples and a decision: the formulas of `stats`, the evidence
 * and schedule of `bench/measure`, the adjustment over a family, verdicts, checks and their order
 * in `gates`, and admission. Counts up when any of them would give another number, verdict or
 * decision from the same record, because a receipt is recomputed only under the version that made
 * it. Another wording does not count. `test/campaign/receipt/statistics-version.test.ts` holds
 * figures that change with it.
 */
export const STATISTICS_VERSION = 2;
