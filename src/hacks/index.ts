export { type DiffFile, type DiffHunk, type DiffLine, readDiff } from './diff/read-diff.ts';
export type { HackContext, HackFinding, HackReport, Severity } from './hack-finding.ts';
export { hackFindings } from './hack-findings.ts';
export {
  type Judgement,
  type JudgedProposal,
  judgePrompt,
  majorityOf,
  parseJudgement,
  type PanelVerdict,
} from './judge.ts';
