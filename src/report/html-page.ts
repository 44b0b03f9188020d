import type { Environment, VerdictKind } from '../model/index.ts';
import { environmentRows } from './environment-text.ts';
import { escapeHtml, html, jsonForScript, type Content, type Markup } from './html.ts';
import { PAGE_SCRIPT, PAGE_SCRIPT_SHA256, PAGE_STYLE, PAGE_STYLE_SHA256 } from './html-style.ts';
import { verdictSign } from './text-style.ts';

/** What a page is made from. */
export interface Page {
  readonly title: string;
  /** What stands above the heading: command and date. */
  readonly kicker: Markup;
  readonly heading: string;
  readonly lead: Markup;
  readonly body: Content;
  readonly footer: string;
  /** Offered for download: JSON text, the name of its file and a sentence on what it holds. */
  readonly data: { readonly json: string; readonly file: string; readonly holds: string };
}

/** One row of a table; its first cell is the row's heading. */
export interface TableRow {
  readonly kind: 'claimed' | 'beside' | 'base';
  readonly cells: readonly TableCell[];
}

/** One cell and how it is set. */
export interface TableCell {
  readonly content: Content;
  readonly set?: 'number' | 'whole' | 'bar' | 'name' | 'reason' | 'check';
}

/**
 * A whole page that needs nothing from outside and lets nothing in: the policy allows exactly our
 * own style and script, by hash, so that markup that slipped through could neither run nor load.
 */
export function htmlPage(page: Page): string {
  const policy = [
    `default-src 'none'`,
    `style-src 'sha256-${PAGE_STYLE_SHA256}'`,
    `script-src 'sha256-${PAGE_SCRIPT_SHA256}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const body = html`<header>
      <p class="kicker">${page.kicker}</p>
      <h1>${page.heading}</h1>
      ${page.lead}
    </header>
    <main id="main">
      ${page.body}
      <h2>Raw data</h2>
      <p>${page.data.holds}</p>
      <p>
        <button id="download" type="button" hidden data-file="${page.data.file}">
          Download as JSON
        </button>
      </p>
      <noscript
        ><p class="soft">
          Without scripts: it is the JSON at the end of the page's source.
        </p></noscript
      >
    </main>
    <footer><p>${page.footer}</p></footer>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(page.title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
${body.markup}
<script type="application/json" id="data">${jsonForScript(page.data.json)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/**
 * A table with a caption that can be scrolled sideways, by keyboard as well, when it is too wide.
 *
 * @param look - `facts` for names and values, `cards` for rows that become cards on a phone
 */
export function tableMarkup(
  caption: string,
  headers: readonly TableCell[],
  rows: readonly TableRow[],
  look: 'numbers' | 'facts' | 'cards' = 'numbers',
): Markup {
  const head = headers.map(
    (cell) => html`<th scope="col" class="${cell.set ?? 'plain'}">${cell.content}</th>`,
  );
  const body = rows.map((row) => {
    const cells = row.cells.map((cell, index) =>
      index === 0
        ? html`<th scope="row" class="${cell.set ?? 'plain'}">${cell.content}</th>`
        : html`<td class="${classOf(cell)}">${cell.content}</td>`,
    );
    return html`<tr class="${row.kind}">
      ${cells}
    </tr> `;
  });
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
    <table class="${look}">
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div> `;
}

/** Empty cells are left out where a row becomes a card. */
function classOf(cell: TableCell): string {
  const empty = cell.content === '–' || cell.content === '';
  return `${cell.set ?? 'plain'}${empty ? ' empty' : ''}`;
}

/** A figure with its heading and what has to be said about it. */
export function figureMarkup(title: string, svg: Markup, caption: readonly string[]): Markup {
  return html`<figure>
    <h4>${title}</h4>
    ${svg}
    <figcaption>${caption.join(' ')}</figcaption>
  </figure> `;
}

/** A verdict with its sign, so that colour is never needed. */
export function verdictPill(verdict: VerdictKind): Markup {
  return html`<span class="pill ${verdict}">${verdictSign(verdict)} ${verdict}</span>`;
}

/** What the numbers were measured on. */
export function environmentSection(
  environment: Environment,
  more: readonly [string, string][],
): Markup {
  const rows = [
    ...environmentRows(environment).map(({ name, value }): [string, string] => [name, value]),
    ...more,
  ];
  return html`<h2>Measured on</h2>
    ${tableMarkup(
      'Machine, system and tools',
      [{ content: 'What' }, { content: 'Value' }],
      rows.map(([name, value]) => ({
        kind: 'claimed',
        cells: [{ content: name }, { content: value }],
      })),
      'facts',
    )}`;
}

/** A list of what weakens a result, with what to do about each. */
export function weaknessList(
  items: readonly { readonly text: string; readonly advice: string | null }[],
): Markup {
  return html`<ul>
    ${items.map(
      ({ text, advice }) =>
        html`<li>
          ${text}${advice === null ? null : html` <span class="advice">→ ${advice}</span>`}
        </li> `,
    )}
  </ul> `;
}
