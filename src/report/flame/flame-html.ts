import { assert } from '../../base/index.ts';
import { escapeHtml, html, jsonForScript, type Markup, NOTHING } from '../html.ts';
import { PAGE_SCRIPT, PAGE_SCRIPT_SHA256, PAGE_STYLE, PAGE_STYLE_SHA256 } from '../html-style.ts';
import { formatShare } from '../quantity.ts';
import { flameData, type FlameView } from './flame-data.ts';
import { FLAME_SCRIPT, FLAME_SCRIPT_SHA256 } from './flame-script.ts';
import { FLAME_STYLE, FLAME_STYLE_SHA256 } from './flame-style.ts';
import { legendOf, LOOK_NAMES } from './frame-look.ts';
import { totalText } from './frame-words.ts';
import { VIEWS_MAX } from './limits.ts';
import { topTable } from './top-table.ts';

/** What a page of flame graphs is made from. */
export interface FlamePage {
  /** The heading: what was profiled. */
  readonly title: string;
  /** What stands above it, such as the command, commit and date. */
  readonly kicker: string;
  /** CPU, allocation, GC and so on; at least one, at most VIEWS_MAX are shown. */
  readonly views: readonly FlameView[];
  /** The file name under which the data are offered. */
  readonly dataFile: string;
}

/**
 * A page with one flame graph for each view that needs nothing from outside: search, zoom, keys,
 * light and dark, a table of the heaviest functions for who can't see a picture. It allows exactly
 * its own styles and scripts, by hash.
 */
export function flameHtml(page: FlamePage): string {
  assert(page.views.length > 0, 'a page has something to show');
  const views = page.views.slice(0, VIEWS_MAX);
  const policy = [
    `default-src 'none'`,
    `style-src 'sha256-${PAGE_STYLE_SHA256}' 'sha256-${FLAME_STYLE_SHA256}'`,
    `script-src 'sha256-${PAGE_SCRIPT_SHA256}' 'sha256-${FLAME_SCRIPT_SHA256}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const body = html`<header>
      <p class="kicker"><b>hone</b> flame · ${page.kicker}</p>
      <h1>${page.title}</h1>
    </header>
    <main id="main">
      ${controls(views)} ${views.map(legendMarkup)} ${graph()} ${KEYS_HELP}
      <noscript
        ><p>
          The graphs need scripts, which are off. The tables below have the heaviest functions.
        </p></noscript
      >
      ${views.map(viewText)}
      <p class="text">
        <button id="download" type="button" hidden data-file="${page.dataFile}">
          Download the data as JSON
        </button>
      </p>
    </main>
    <footer>
      <p>Made by hone. Widths are shares of the samples, not a measurement of speed.</p>
    </footer>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(page.title)}</title>
<style>${PAGE_STYLE}</style>
<style>${FLAME_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
${body.markup}
<script type="application/json" id="data">${jsonForScript(flameData(page.title, views))}</script>
<script>${PAGE_SCRIPT}</script>
<script>${FLAME_SCRIPT}</script>
</body>
</html>
`;
}

function controls(views: readonly FlameView[]): Markup {
  const tabs = views.map(
    ({ label }, index) =>
      html`<button
        type="button"
        role="tab"
        id="tab-${index}"
        aria-controls="graph"
        aria-selected="${index === 0 ? 'true' : 'false'}"
      >
        ${label}
      </button>`,
  );
  return html`<div class="controls" data-script hidden>
    ${
      views.length > 1
        ? html`<div class="tabs" role="tablist" aria-label="What is shown">${tabs}</div>`
        : NOTHING
    }
    <div class="search" role="search">
      <input
        id="query"
        type="text"
        autocomplete="off"
        spellcheck="false"
        placeholder="Search: name, file or package"
        aria-label="Search functions by name, file or package"
        aria-keyshortcuts="/"
        aria-describedby="found"
      />
      <button id="clear" type="button" hidden aria-label="Clear the search">✕</button>
      <button
        id="pattern"
        type="button"
        aria-pressed="false"
        title="Regular expression"
        aria-label="Regular expression"
      >
        .*
      </button>
    </div>
    <button
      id="invert"
      type="button"
      aria-pressed="false"
      title="The functions that spend it first, their callers behind them"
    >
      Who spends it
    </button>
    <button id="turn" type="button" aria-pressed="false">Root at the bottom</button>
    <p class="found" id="found" role="status"></p>
  </div>`;
}

/** What colours mean and how much each is; a click singles one out. */
function legendMarkup({ label, tree }: FlameView, index: number): Markup {
  const entries = legendOf(tree).map(
    ({ name, look, share }) =>
      html`<li>
        <button
          type="button"
          disabled
          class="chip ${name}"
          aria-pressed="false"
          data-look="${LOOK_NAMES.indexOf(name)}"
        >
          <i aria-hidden="true">${look.sign}</i>${look.words}
          <b>${formatShare(Number(share.toPrecision(2)))}</b>
        </button>
      </li> `,
  );
  return html`<ul class="legend" data-view="${index}" aria-label="Colours of ${label}">
      ${entries}
    </ul>
    ${
      tree.difference === null
        ? NOTHING
        : html`<p class="small soft text" data-view="${index}">${tree.difference.test}</p>`
    }`;
}

function graph(): Markup {
  return html`<div
    class="graph"
    id="graph"
    role="tabpanel"
    aria-label="Flame graph"
    data-script
    hidden
  >
    <div class="path">
      <span class="where" id="where" role="status"></span>
      <button id="back" type="button" hidden>Back</button>
      <button id="whole" type="button" hidden>Whole graph</button>
    </div>
    <div
      class="stage"
      id="stage"
      role="tree"
      tabindex="0"
      aria-label="Calls; arrow keys move, Enter zooms, Escape goes back"
    >
      <canvas aria-hidden="true"></canvas>
      <div id="spacer"></div>
    </div>
    <div class="detail" id="detail"></div>
    <div class="tip" id="tip" hidden aria-hidden="true"></div>
  </div>`;
}

const KEYS_HELP: Markup = html`<details class="help" data-script hidden>
  <summary>Keys</summary>
  <dl class="keys">
    <dt><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt>
    <dd>to the neighbours, the caller and the heaviest call</dd>
    <dt><kbd>Enter</kbd></dt>
    <dd>zoom into the frame, as a click does</dd>
    <dt><kbd>Esc</kbd> <kbd>Backspace</kbd></dt>
    <dd>back to what was shown before</dd>
    <dt><kbd>Home</kbd></dt>
    <dd>the whole graph</dd>
    <dt><kbd>i</kbd></dt>
    <dd>who spends it first, with the callers behind, and back</dd>
    <dt><kbd>/</kbd></dt>
    <dd>search: text, or a regular expression as <code>/parse|read/i</code></dd>
    <dt><kbd>n</kbd> <kbd>N</kbd></dt>
    <dd>the next or the last match</dd>
  </dl>
</details>`;

function viewText({ label, tree }: FlameView, index: number): Markup {
  const notes =
    tree.notes.length === 0
      ? NOTHING
      : html`<h2>What to know about this picture</h2>
          <ul class="small">
            ${tree.notes.map((note) => html`<li>${note}</li> `)}
          </ul>`;
  return html`<section class="text" data-view="${index}">
    <h2>Heaviest functions, ${label}: ${totalText(tree)}</h2>
    ${topTable(label, tree)}${notes}
  </section> `;
}
