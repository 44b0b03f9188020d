/** Where a task stands in the list. */
export const LIST_STATES = ['in-progress', 'pending', 'completed'] as const;
export type ListState = (typeof LIST_STATES)[number];

/** The headings of the list, in its order. */
export const LIST_HEADINGS: Readonly<Record<ListState, string>> = {
  'in-progress': 'IN_PROGRESS',
  pending: 'PENDING',
  completed: 'COMPLETED',
};

const OTHER_WORDS: ReadonlyMap<string, ListState> = new Map([
  ['inprogress', 'in-progress'],
  ['doing', 'in-progress'],
  ['active', 'in-progress'],
  ['pending', 'pending'],
  ['todo', 'pending'],
  ['backlog', 'pending'],
  ['completed', 'completed'],
  ['complete', 'completed'],
  ['done', 'completed'],
]);

/** What a heading of a list begins; null when it is of the writer's own. */
export function listStateNamed(heading: string): ListState | null {
  const word = heading
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .replace(/tasks$/, '');
  return OTHER_WORDS.get(word) ?? null;
}
