import type { TrackedCriterion, TrackedPull } from '../../model/index.ts';
import { html, type Markup } from '../html.ts';

const SIGNS = { met: '✔', unmet: '✘', unknown: '?' } as const;
const CLASSES = { met: 'kept', unmet: 'rejected', unknown: 'inconclusive' } as const;

/** A criterion as an item of a list, with a word beside its sign for who hears the page. */
export function checkItem({ text, state, evidence }: TrackedCriterion): Markup {
  const isUnknown = state === 'unknown' && evidence.trim() === '';
  const words = isUnknown ? 'nothing is known' : evidence;
  return html`<li>
    <span class="${CLASSES[state]}">${SIGNS[state]} ${state}</span> ${text}
    <span class="advice">${words}</span>
  </li> `;
}

/** Text of several lines, without formatting; an empty line begins a paragraph. */
export function paragraphs(text: string): readonly Markup[] {
  return text
    .split(/(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const lines = part.trim().split(/\r\n|\n|\r/);
      return html`<p>${lines.map((line, at) => (at === 0 ? line : html`<br />${line}`))}</p> `;
    });
}

/** The pull request with its state, as a link where it has a page. */
export function pullRequestLink({ pullRequest }: TrackedPull): Markup | string {
  if (pullRequest === null) {
    return '–';
  }
  const { name, url, state } = pullRequest;
  const isPage = url !== null && /^https?:\/\//i.test(url);
  return isPage ? html`<a href="${url}">${name}</a>, ${state}` : `${name}, ${state}`;
}
