export { planMarkdown } from './plan-markdown.ts';
export { planRatingText, planText, type PlanView } from './plan-text.ts';
export { gainText, type TriedView } from './realised-rows.ts';
export { roadmapHtml, type RoadmapFacts } from './roadmap-html.ts';
export { bottleneckBrief } from './bottleneck-brief.ts';
export { type BottleneckDetail, bottleneckDetail } from './bottleneck-detail.ts';
export { causalText } from './causal-text.ts';
export { profileDiffText, type ProfileDiffView } from './profile-diff-text.ts';
export { bottleneckText, type BottleneckView } from './bottleneck-text.ts';
export { differentialFlame, type FlameChanges, flameChanges } from './flame/differential-flame.ts';
export type { FlameView } from './flame/flame-data.ts';
export { flameHtml, type FlamePage } from './flame/flame-html.ts';
export { flameSvg, type FlameSvgOptions } from './flame/flame-svg.ts';
export type { FlameOptions, FlameSide, FlameTree, FrameChange } from './flame/flame-tree.ts';
export { flameTree } from './flame/make-flame-tree.ts';
export { speedscopeJson, type SpeedscopeExport } from './flame/speedscope-json.ts';
export { commitMessage, type CommitFacts } from './commit-message.ts';
export { compareCsv, compareSummaryCsv } from './compare-csv.ts';
export { compareHtml } from './compare-html.ts';
export { compareMarkdown } from './compare-markdown.ts';
export { compareText } from './compare-text.ts';
export { importCsv } from './import-csv.ts';
export type { ImportView } from './import-facts.ts';
export { importHtml } from './import-html.ts';
export { importMarkdown } from './import-markdown.ts';
export { progressLine, type ProgressView } from './progress-line.ts';
export { proposalText } from './proposal-text.ts';
export { receiptText } from './receipt-text.ts';
export { type BriefFacts, proposerBrief, type Tried } from './proposer-brief.ts';
export { formatSignedPercent, formatSignedRange, formatValue } from './quantity.ts';
export { historyCsv } from './history/history-csv.ts';
export { historyHtml } from './history/history-html.ts';
export { historyMarkdown } from './history/history-markdown.ts';
export { retroMarkdown, retroText } from './history/retro-text.ts';
export { historyChangeText, historyTrendText } from './history/history-words.ts';
export { reviewMarkdownOf, reviewText } from './history/review-text.ts';
export { historyText, type HistoryView } from './history/history-text.ts';
export { type Claim } from './result-sentence.ts';
export { redteamJson } from './redteam-json.ts';
export { redteamMarkdown } from './redteam-markdown.ts';
export { redteamText } from './redteam-text.ts';
export {
  compareJson,
  documentOf,
  historyJson,
  retroJson,
  reviewJson,
  tryJson,
} from './schema-json.ts';
export type { TextStyle } from './text-style.ts';
export { trackerHtml } from './tracker/tracker-html.ts';
export { trackerText } from './tracker/tracker-text.ts';
export { tryHtml } from './try-html.ts';
export { tryMarkdown } from './try-markdown.ts';
export { tryText } from './try-text.ts';
export { architectureMarkdown } from './architecture-markdown.ts';
export { architectureText } from './architecture-text.ts';
export { baselineMarkdown } from './baseline-markdown.ts';
export { planRatingMarkdown } from './plan-rating-markdown.ts';
export { pullRequestMarkdown, type PullRequestFacts } from './pull-request-markdown.ts';
export { markdownText } from './markdown.ts';
export { reviewMarkdown } from './review-markdown.ts';
export { comparisonMarkdown, gateMarkdown } from './validation-markdown.ts';
