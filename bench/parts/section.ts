import { join } from 'node:path';

import { writeFileAtomic } from '../../src/base/index.ts';
import { readFingerprint, readLoadAverage } from '../../src/bench/index.ts';
import { HONE_VERSION } from '../../src/campaign/index.ts';

/** What a script found, ready to be printed. */
export interface Section {
  /** File name of the raw data, without ending. */
  readonly name: string;
  readonly title: string;
  /** What was measured and how, in sentences. */
  readonly what: string;
  /** How often: `n = 200 trials`. */
  readonly n: string;
  readonly table: { readonly head: readonly string[]; readonly rows: readonly string[][] };
  /** One sentence for each limit, which says whether it holds. */
  readonly limits: readonly { readonly text: string; readonly holds: boolean | null }[];
  readonly raw: unknown;
}

/** Reads the machine once before the work, so that its load is the one at the start. */
export async function startSection(): Promise<(section: Section) => void> {
  const machine = await readFingerprint();
  const command = `npx node bench/${process.argv.slice(1).join(' ').split('/').at(-1) ?? ''}`;
  return (section) => {
    const environment = { hone: HONE_VERSION, ...machine, loadAverageEnd: readLoadAverage() };
    const date = new Date().toISOString();
    const path = join(import.meta.dirname, '..', 'results', `${section.name}.json`);
    const { raw, title, n, limits } = section;
    writeFileAtomic(
      path,
      `${JSON.stringify({ title, date, command, n, environment, limits, raw }, null, 1)}\n`,
    );
    const { virtualisation } = environment;
    const machineText = [
      `${environment.cpuModel ?? 'unknown CPU'}, ${environment.cores} cores`,
      `${(environment.memoryBytes / 2 ** 30).toFixed(1)} GiB`,
      `${environment.os} ${environment.kernel}`,
      ...(virtualisation === null || virtualisation === 'none' ? [] : [virtualisation]),
      `load ${environment.loadAverageStart ?? '?'} to ${environment.loadAverageEnd ?? '?'}`,
      `Node ${environment.node}`,
      `hone ${HONE_VERSION}`,
      ...(environment.tools['hyperfine'] === undefined
        ? []
        : [`hyperfine ${environment.tools['hyperfine']}`]),
    ].join(', ');
    const lines = [
      `## ${section.title}`,
      '',
      section.what,
      '',
      `- Machine: ${machineText}`,
      `- Date: ${date.slice(0, 16).replace('T', ' ')} UTC`,
      `- Sample: ${n}`,
      `- Command: \`${command}\``,
      '',
      rowText(section.table.head),
      rowText(section.table.head.map(() => '---')),
      ...section.table.rows.map(rowText),
      '',
      ...limits.map(({ text, holds }) => `- ${verdictOn(holds)} ${text}`),
      '',
    ];
    process.stdout.write(lines.join('\n'));
  };
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function verdictOn(holds: boolean | null): string {
  return holds === null ? '**Not decided:**' : holds ? '**Holds:**' : '**Does not hold:**';
}

/** `3.2 %` from 0.032. */
export function percent(fraction: number, digits = 1): string {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** `0.968 [0.961, 0.975]`. */
export function ratioText(
  ratio: { readonly estimate: number; readonly lo: number; readonly hi: number } | null,
): string {
  return ratio === null
    ? 'none'
    : `${ratio.estimate.toFixed(3)} [${ratio.lo.toFixed(3)}, ${ratio.hi.toFixed(3)}]`;
}
