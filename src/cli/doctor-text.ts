import type { DoctorResult, Finding, SelfTest } from '../campaign/index.ts';

/** The findings for a person: what can be measured first, then what is missing and what to do. */
export function doctorText(result: DoctorResult): string {
  const { environment, selfTests, findings } = result;
  return [
    [
      environment.cpuModel ?? 'unknown processor',
      `${environment.cores} cores`,
      environment.kernel,
    ].join(', '),
    '',
    'The same program against itself (any difference is noise):',
    ...selfTests.map(selfTestLine),
    '',
    ...findings.flatMap(findingLines),
  ].join('\n');
}

function selfTestLine(test: SelfTest): string {
  const { oneMinute, fiveMinutes, halfAnHour } = test.smallestEffect;
  return (
    `  ${test.metric.padEnd(4)} ${test.placement.padEnd(6)} ratio ${test.ratio.toFixed(3)} over ` +
    `${test.pairs} pairs, a pair differs by ±${percent(test.spread)}\n` +
    `              smallest change found (80 % power, a program of 0.1 s): ` +
    `${percent(oneMinute)} in 1 min, ${percent(fiveMinutes)} in 5, ${percent(halfAnHour)} in 30`
  );
}

function findingLines(finding: Finding): string[] {
  const mark = { good: 'ok     ', limited: 'limited', missing: 'missing' }[finding.state];
  const advice = finding.advice === null ? [] : [`          what to do: ${finding.advice}`];
  return [`${mark} ${finding.name}: ${finding.text}`, ...advice];
}

function percent(value: number): string {
  return `${(value * 100).toFixed(value < 0.01 ? 2 : 1)} %`;
}
