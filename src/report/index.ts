export { commitMessage, type CommitFacts } from './commit-message.ts';
export { compareCsv, compareSummaryCsv } from './compare-csv.ts';
export { compareHtml } from './compare-html.ts';
export { compareMarkdown } from './compare-markdown.ts';
export { compareText } from './compare-text.ts';
export { type EnvironmentRow, environmentRows, environmentText } from './environment-text.ts';
export { changeInWords, metricTitle } from './metric-words.ts';
export { progressLine, type ProgressView } from './progress-line.ts';
export { proposalText } from './proposal-text.ts';
export {
  formatBytes,
  formatDuration,
  formatRatio,
  formatRatioRange,
  formatShare,
  formatSignedPercent,
  formatSignedRange,
  formatSpread,
  formatValue,
  formatWait,
} from './quantity.ts';
export { type Claim, resultSentence } from './result-sentence.ts';
export { oneLine, visible } from './safe-text.ts';
export { compareJson, tryJson } from './schema-json.ts';
export { whatWouldSettle } from './settle.ts';
export type { TextStyle } from './text-style.ts';
export { tryHtml } from './try-html.ts';
export { tryMarkdown } from './try-markdown.ts';
export { tryText } from './try-text.ts';
