import { LOOK_NAMES, LOOKS } from './frame-look.ts';
import { INK } from './palette.ts';

function colours(which: 'light' | 'dark'): string {
  return [
    `--frame-ink: ${INK[which]};`,
    ...LOOK_NAMES.map((name) => `--f-${name}: ${LOOKS[name][which]};`),
  ].join(' ');
}

const SWATCHES = LOOK_NAMES.map((name) => `.chip.${name} i { background: var(--f-${name}) }`);

/** Style of pages with flame graphs, after that of every page. */
export const FLAME_STYLE: string = `
:root { ${colours('light')} --ring: #0550ae }
@media (prefers-color-scheme:dark) { :root { ${colours('dark')} --ring: #79c0ff } }
body>header, main, body>footer { max-width: none; padding-left: 18px; padding-right: 18px }
body>header { padding-top: 14px }
h1 { font-size: clamp(1.15rem,2.6vw,1.5rem); margin: .1em 0 .1em }
.lead { font-size: .9375rem; margin: 0 0 .7em; max-width: none }
section.text table { font-size: .8125rem }
section.text ul { max-width: 1000px }
.controls { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 8px }
[hidden] { display: none !important }
.tabs { display: flex; gap: 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden }
.tabs button { border: 0; border-radius: 0; background: none; font-size: .875rem }
.tabs button+button { border-left: 1px solid var(--line) }
.tabs button[aria-selected=true] { background: var(--ink); color: var(--paper); font-weight: 600 }
button { font-size: .875rem; padding: .38em .8em }
button:disabled { opacity: .5; cursor: default; border-color: var(--line) }
button:focus-visible, input:focus-visible, .graph:has(.stage:focus-visible) {
  outline: 2px solid var(--ring); outline-offset: 1px;
}
.search {
  display: flex; align-items: center; flex: 1 1 260px; max-width: 440px; gap: 0; min-width: 0;
}
.search input {
  font: inherit; font-size: .875rem; color: var(--ink); background: var(--paper); min-width: 0;
  flex: 1 1 auto; border: 1px solid var(--line); border-radius: 8px 0 0 8px; padding: .38em .7em;
}
.search input[aria-invalid=true] { border-color: var(--bad) }
.search button { border-radius: 0; border-left: 0; white-space: nowrap }
.search button:last-of-type { border-radius: 0 8px 8px 0 }
button[aria-pressed=true] { background: var(--ink); color: var(--paper) }
.found { flex: 1 1 320px; font-size: .875rem; margin: 0; max-width: none }
.found b { font-variant-numeric: tabular-nums }
.found.wrong { color: var(--bad) }
.legend {
  list-style: none; display: flex; flex-wrap: wrap; gap: 5px; padding: 0; margin: 0 0 8px;
}
.legend li { margin: 0; max-width: none }
.chip {
  display: inline-flex; align-items: center; gap: .38em; padding: .1em .55em .1em .25em;
  border: 1px solid var(--line); border-radius: 999px; font-size: .8125rem; background: none;
  color: var(--ink); line-height: 1.5; min-height: 26px;
}
.chip i {
  display: inline-grid; place-items: center; width: 20px; height: 20px; border-radius: 999px;
  font-style: normal; font-size: 11px; color: var(--frame-ink);
}
.chip b { font-weight: 400; color: var(--soft); font-variant-numeric: tabular-nums }
.chip[aria-pressed=true] b { color: inherit }
${SWATCHES.join('\n')}
.graph {
  border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--paper);
}
.path {
  display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; padding: 6px 10px;
  border-bottom: 1px solid var(--line); background: var(--card); font-size: .8125rem;
  min-height: 39px;
}
.path .where { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; flex: 1 1 140px }
.path button { padding: .15em .7em; font-size: .8125rem }
.stage { position: relative; overflow: hidden auto; outline: none; touch-action: pan-y }
.stage canvas { position: sticky; top: 0; display: block; width: 100%; cursor: pointer }
.now { position: absolute; left: 0; top: 0; width: 1px; height: 1px; overflow: hidden; opacity: 0 }
.detail {
  border-top: 1px solid var(--line); background: var(--card); padding: 8px 12px;
  font-size: .8125rem;
  min-height: 88px; display: grid; gap: 2px 18px;
  grid-template-columns: minmax(0,1fr); align-content: start;
}
.detail p { margin: 0; max-width: none; overflow-wrap: anywhere }
.detail .name { font-weight: 650; font-size: .9375rem }
.detail .name span { font-weight: 400; color: var(--soft) }
.detail .amounts { display: flex; flex-wrap: wrap; gap: 2px 20px }
.detail .amounts span { white-space: nowrap }
.detail .amounts b { font-variant-numeric: tabular-nums }
.tip {
  position: fixed; z-index: 2; left: 0; top: 0; max-width: min(520px,calc(100vw - 24px));
  background: var(--ink); color: var(--paper); padding: 7px 10px; border-radius: 8px;
  font-size: .8125rem; line-height: 1.4; pointer-events: none; overflow-wrap: anywhere;
  box-shadow: 0 4px 18px rgba(0,0,0,.25);
}
.tip b { display: block }
.tip span { opacity: .8 }
.keys {
  display: grid; grid-template-columns: auto 1fr; gap: 4px 14px; font-size: .875rem;
  margin: .6em 0;
}
.keys dt { white-space: nowrap }
.keys dd { margin: 0; color: var(--soft) }
kbd {
  font: .85em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
  border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; padding: .05em .4em;
  background: var(--card);
}
.help summary { font-size: .875rem; font-weight: 400; color: var(--soft) }
h2 { font-size: 1.1rem; margin: 1.6em 0 .4em; padding-top: 0; border-top: 0 }
td.name { max-width: none }
td.name button, th.name button {
  border: 0; background: none; padding: 0; font: inherit; text-align: left; color: var(--candidate);
  overflow-wrap: anywhere;
}
td.name button:hover, th.name button:hover { text-decoration: underline }
td.file { overflow-wrap: anywhere; min-width: 9em; color: var(--soft) }
tbody th.name { max-width: 30em; min-width: 13em }
@media (max-width:600px) {
  body>header, main, body>footer { padding-left: 10px; padding-right: 10px }
  .search { flex-basis: 100%; max-width: none }
  .legend { flex-wrap: nowrap; overflow-x: auto; padding-bottom: 6px }
  .legend li { flex: none }
  .detail { min-height: 122px }
  td.file { display: none }
  th.file { display: none }
}
@media print { .controls, .help, .tip { display: none } }
`;

/** SHA-256 of FLAME_STYLE in base64, for the content security policy; a test keeps it right. */
export const FLAME_STYLE_SHA256 = 'TJnstz132eSLeYR+4wenn3BJxJp/jRrE/KXBZ3Uhnl8=';
