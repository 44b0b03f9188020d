import { BYTES_PER_KIB, BYTES_PER_MIB } from '../base/index.ts';
import { SLUG_CHARS_MAX, SUBJECT_CHARS_MAX } from './limits.ts';
import type { PhaseNumber } from './phases/phase-names.ts';
import type { TaskId } from './task-id.ts';

/** A title as part of a name: `Parse größer files!` is `parse-grosser-files`. */
export function slugOf(title: string): string {
  const plain = title
    .slice(0, 1_000)
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (plain.length <= SLUG_CHARS_MAX) {
    return plain === '' ? 'task' : plain;
  }
  const cut = plain.slice(0, SLUG_CHARS_MAX + 1);
  const atWord = cut.slice(0, Math.max(cut.lastIndexOf('-'), 0));
  return (atWord === '' ? plain.slice(0, SLUG_CHARS_MAX) : atWord).replace(/-$/, '');
}

/** The branch of a task: `performance/task-021-parse-large-files`. */
export function taskBranch(id: TaskId, title: string): string {
  return `performance/task-${id}-${slugOf(title)}`;
}

/** The subject of the commit that ends a phase, in the words of the workflow. */
export function phaseCommitSubject(id: TaskId, phase: PhaseNumber): string {
  switch (phase) {
    case 1:
      return `docs(task-${id}): initial task analysis and journal setup`;
    case 2:
      return `docs(task-${id}): complete performance analysis and optimization planning`;
    case 3:
      return `test(task-${id}): add performance benchmark suite with baseline metrics`;
    case 4:
      return `docs(task-${id}): record optimizations and their measured impact`;
    case 5:
      return `test(task-${id}): validate performance improvements and stability`;
    case 6:
      return `docs(task-${id}): final verification and polish`;
    case 7:
      return `docs(task-${id}): record insights and lessons learned`;
    case 8:
      return `docs(task-${id}): complete task`;
  }
}

/** What an optimisation was measured to gain. */
export type Gain =
  | { readonly kind: 'time'; readonly share: number } // 0.124: takes 12.4 % less time
  | { readonly kind: 'throughput'; readonly share: number } // 0.3: 30 % more in the same time
  | { readonly kind: 'memory'; readonly bytes: number }; // saved

/**
 * `perf(task-021): optimize key lookup - 12.4 % faster`, or `reduce memory usage in … - 3 MiB
 * saved`. What is too long is cut, the number never.
 *
 * @param what - the operation or component, without the verb
 */
export function optimisationSubject(id: TaskId, what: string, gain: Gain): string {
  const verb = gain.kind === 'memory' ? 'reduce memory usage in' : 'optimize';
  const lead = `perf(task-${id}): ${verb} `;
  const tail = ` - ${gainText(gain)}`;
  const room = SUBJECT_CHARS_MAX - lead.length - tail.length;
  return lead + shortened(what, room) + tail;
}

/** A subject of any kind for a task: `docs(task-021): revise target of parse-large wall`. */
export function taskCommitSubject(
  id: TaskId,
  type: 'docs' | 'test' | 'perf' | 'chore' | 'fix',
  what: string,
): string {
  const lead = `${type}(task-${id}): `;
  return lead + shortened(what, SUBJECT_CHARS_MAX - lead.length);
}

function gainText(gain: Gain): string {
  switch (gain.kind) {
    case 'time':
      return `${percent(gain.share)} % faster`;
    case 'throughput':
      return `${percent(gain.share)} % more throughput`;
    case 'memory':
      return `${sizeText(gain.bytes)} saved`;
  }
}

function percent(share: number): string {
  return short(share * 100);
}

function sizeText(bytes: number): string {
  if (bytes >= BYTES_PER_MIB) {
    return `${short(bytes / BYTES_PER_MIB)} MiB`;
  }
  return bytes >= BYTES_PER_KIB ? `${short(bytes / BYTES_PER_KIB)} KiB` : `${short(bytes)} bytes`;
}

/** Three digits are all that a measurement is good for in a title. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** One line of whole characters, cut with the sign that something is missing. */
function shortened(text: string, most: number): string {
  // oxlint-disable-next-line no-control-regex -- what would end the subject is what is replaced
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ').trim();
  const plain = line.replace(/\.$/, '').toWellFormed();
  if (plain.length <= most) {
    return plain;
  }
  const cut = plain.slice(0, most - 1);
  return `${(cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd()}…`;
}
