/** The sections of a task file that mean something, in the order in which they are written. */
export const SECTION_KINDS = [
  'overview',
  'type',
  'priority',
  'dependencies',
  'objectives',
  'targets',
  'sub-tasks',
  'approach',
  'risks',
  'resources',
  'acceptance',
] as const;
export type SectionKind = (typeof SECTION_KINDS)[number];

/** What stands as its heading in files that hone writes. */
export const SECTION_HEADINGS: Readonly<Record<SectionKind, string>> = {
  overview: 'Overview',
  type: 'Task Type',
  priority: 'Priority',
  dependencies: 'Dependencies',
  objectives: 'Objectives',
  targets: 'Targets',
  'sub-tasks': 'Sub-tasks',
  approach: 'Technical Approach',
  risks: 'Risks',
  resources: 'Resources',
  acceptance: 'Acceptance Criteria',
};

/** Other headings that people write for the same. */
const ALIASES: ReadonlyMap<string, SectionKind> = new Map([
  ['description', 'overview'],
  ['summary', 'overview'],
  ['type', 'type'],
  ['depends on', 'dependencies'],
  ['blocked by', 'dependencies'],
  ['goals', 'objectives'],
  ['objective', 'objectives'],
  ['performance targets', 'targets'],
  ['target metrics', 'targets'],
  ['subtasks', 'sub-tasks'],
  ['tasks', 'sub-tasks'],
  ['approach', 'approach'],
  ['risks & concerns', 'risks'],
  ['risks and concerns', 'risks'],
  ['risks & mitigations', 'risks'],
  ['risks and mitigations', 'risks'],
  ['resources & links', 'resources'],
  ['resources and links', 'resources'],
  ['references', 'resources'],
  ['definition of done', 'acceptance'],
]);

const BY_HEADING: ReadonlyMap<string, SectionKind> = new Map([
  ...SECTION_KINDS.map((kind) => [folded(SECTION_HEADINGS[kind]), kind] as const),
  ...[...ALIASES].map(([heading, kind]) => [folded(heading), kind] as const),
]);

/** What a heading begins; null for one of the writer's own. Case, numbers and `:` don't count. */
export function sectionKindOf(heading: string): SectionKind | null {
  return BY_HEADING.get(folded(heading)) ?? null;
}

/** Whether two headings mean the same section. */
export function isSameHeading(one: string, other: string): boolean {
  const kind = sectionKindOf(one);
  return folded(one) === folded(other) || (kind !== null && kind === sectionKindOf(other));
}

function folded(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/^\d{1,3}[.)]\s+/, '')
    .replaceAll(/[\s\-_*]+/g, ' ')
    .trim()
    .replace(/\s?:$/, '');
}
