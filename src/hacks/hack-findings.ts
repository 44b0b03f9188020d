import { pattern } from './rules/pattern.ts';
import { type CodeFile, codeChange } from './code-change.ts';
import { readDiff } from './diff/read-diff.ts';
import type { HackContext, HackFinding, HackReport } from './hack-finding.ts';
import { FINDINGS_MAX, TEXT_CHARS_MAX } from './limits.ts';
import { answerTable } from './rules/answer-table.ts';
import { backgroundWork } from './rules/background-work.ts';
import { callStack } from './rules/call-stack.ts';
import { clockPatched } from './rules/clock.ts';
import { disabledCheck } from './rules/disabled-check.ts';
import { diskCache } from './rules/disk-cache.ts';
import { environmentSniffing } from './rules/environment-sniffing.ts';
import { evaluation } from './rules/evaluation.ts';
import { harnessPresence, harnessVariables } from './rules/harness-detection.ts';
import { loweredNumber } from './rules/lowered-number.ts';
import { movedWork } from './rules/moved-work.ts';
import { network } from './rules/network.ts';
import { reducedWork } from './rules/reduced-work.ts';
import type { Rule, Spot } from './rules/rule.ts';
import { sizeGuard } from './rules/size-guard.ts';
import { suiteDetection } from './rules/suite-detection.ts';
import { swallowedError } from './rules/swallowed-error.ts';
import { type SuiteWords, suiteWords } from './suite-words.ts';

const RULES: readonly Rule[] = [
  suiteDetection,
  harnessVariables,
  harnessPresence,
  environmentSniffing,
  clockPatched,
  diskCache,
  swallowedError,
  reducedWork,
  loweredNumber,
  sizeGuard,
  disabledCheck,
  callStack,
  movedWork,
  backgroundWork,
  network,
  evaluation,
  answerTable,
];

/**
 * Looks through the added lines of a patch for known ways to win without being faster. It reads
 * text and understands no program: what it finds has to be looked at, and what it does not find is
 * not thereby honest. Lines that were only moved, or that are a part of removed ones, don't count.
 *
 * @param patch - a unified diff as `patchBetween` of `git` writes it, decoded; any text is taken
 * @returns hard findings before soft ones when there are more than `FINDINGS_MAX`
 */
export function hackFindings(patch: string, context: HackContext): HackReport {
  const words = suiteWords(context);
  const all = codeChange(readDiff(patch)).flatMap((file) => findingsIn(file, words));
  const kept = all
    .toSorted((left, right) => rank(left) - rank(right) || order(left, right))
    .slice(0, FINDINGS_MAX);
  return { findings: kept.toSorted(order), more: all.length - kept.length };
}

/** One finding for a rule and a line, the hardest of several. */
function findingsIn(file: CodeFile, words: SuiteWords): HackFinding[] {
  const byPlace = new Map<string, HackFinding>();
  const isTest = words.tests.has(file.path) || TEST_PATH.test(file.path);
  for (const spot of RULES.flatMap((rule) => rule(file, words))) {
    const key = `${spot.line.number} ${spot.rule}`;
    const known = byPlace.get(key);
    if (known === undefined || (known.severity === 'soft' && spot.severity === 'hard')) {
      byPlace.set(key, findingFrom(spot, file));
    }
  }
  return [...byPlace.values()].flatMap((finding) => (isTest ? softened(finding) : [finding]));
}

/**
 * Names of test files. Tests may know that they are tests, so there only what would be hard is
 * left, and as a question: a folder's name alone must not excuse anything.
 */
const TEST_PATH = pattern`
    (?:^|\/)(?:tests?|specs?|__tests__|testdata|benches)\/|[._-](?:test|spec)\.\w{1,5}$|(?:^
    |\/)test_[^/]{1,80}\.py$
  `;

function softened(finding: HackFinding): HackFinding[] {
  return finding.severity === 'hard' ? [{ ...finding, severity: 'soft' }] : [];
}

function findingFrom({ rule, severity, line, message }: Spot, { path }: CodeFile): HackFinding {
  return { rule, severity, path, line: line.number, text: shown(line.text), message };
}

function shown(text: string): string {
  const cut = text.trim().slice(0, TEXT_CHARS_MAX);
  return cut.toWellFormed();
}

function rank({ severity }: HackFinding): number {
  return severity === 'hard' ? 0 : 1;
}

function order(left: HackFinding, right: HackFinding): number {
  return (
    compared(left.path, right.path) ||
    left.line - right.line ||
    compared(left.rule, right.rule) ||
    compared(left.text, right.text)
  );
}

function compared(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
