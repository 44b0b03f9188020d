import { inlineMarkdown } from '../blocks/inline-markdown.ts';

/** The sentence with which the overview of a task that a plan was split into begins. */
export function itemNote(id: string): string {
  return `Item ${inlineMarkdown(id)} of the plan.`;
}

/** Whether a task says of itself that it is for an item of a plan. @param overview - of its file */
export function notesItem(overview: string, id: string): boolean {
  return overview.includes(itemNote(id));
}
