/** Style of every page: light and dark, phone and desk, without anything from outside. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark; --paper: #fff; --card: #f7f8fa; --ink: #1b2027; --soft: #59636e;
  --line: #dde2e8; --base: #6a7684; --candidate: #0969da; --good: #1a7f37; --bad: #c9252d;
  --unsure: #8a5a00; --same: #59636e; --quiet: rgba(106,118,132,.14);
  --shade: rgba(106,118,132,.10);
}
@media (prefers-color-scheme:dark) {
  :root {
    --paper: #0f1419; --card: #171d24; --ink: #e7ebf0; --soft: #9ba7b4; --line: #2c353f;
    --base: #96a3b1; --candidate: #58a6ff; --good: #4ac26b; --bad: #ff7b72; --unsure: #e3b341;
    --same: #9ba7b4; --quiet: rgba(150,163,177,.16); --shade: rgba(150,163,177,.09);
  }
}
* { box-sizing: border-box }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
}
body>header, main, body>footer { max-width: 1200px; margin: 0 auto; padding: 0 20px }
body>header { padding-top: 28px }
body>footer { padding-top: 24px; padding-bottom: 40px; color: var(--soft); font-size: .875rem }
a { color: var(--candidate) }
.skip { position: absolute; left: -9999px }
.skip:focus { left: 8px; top: 8px; background: var(--paper); padding: 8px }
.kicker { margin: 0; color: var(--soft); font-size: .875rem }
.kicker b { color: var(--ink); letter-spacing: .02em }
h1 {
  overflow-wrap: anywhere; font-size: clamp(1.5rem,4.2vw,2.25rem); line-height: 1.2;
  margin: .35em 0 .4em; letter-spacing: -.015em; text-wrap: balance;
}
h2 {
  font-size: 1.3rem; line-height: 1.3; margin: 2.2em 0 .6em; padding-top: .9em;
  border-top: 1px solid var(--line);
}
h3 { font-size: 1.05rem; margin: 1.6em 0 .4em }
p { margin: .5em 0; max-width: 75ch }
.lead { font-size: 1.075rem }
.soft { color: var(--soft) }
.small { font-size: .875rem }
ul { padding-left: 1.2em }
li { margin: .35em 0; max-width: 75ch }
.advice { color: var(--soft) }
code { font: .9em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace }
.pill {
  display: inline-block; white-space: nowrap; border: 1px solid currentColor;
  border-radius: 999px; padding: 0 .65em; font-size: .8125rem; font-weight: 600;
  line-height: 1.6;
}
.improved, .kept { color: var(--good) }
.regressed, .rejected { color: var(--bad) }
.inconclusive, .needs-person { color: var(--unsure) }
.unchanged { color: var(--same) }
.result { display: flex; gap: .8em; align-items: baseline; margin: .6em 0 }
.result .pill { flex: none }
.result p { margin: 0 }
.figures {
  display: grid; grid-template-columns: repeat(auto-fit,minmax(min(100%,400px),1fr));
  gap: 16px; margin: 1em 0; align-items: start;
}
.stack { display: grid; gap: 16px; min-width: 0 }
figure {
  margin: 0; padding: 14px 16px 10px; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; min-width: 0;
}
figure h4 { margin: 0 0 .5em; font-size: .9375rem }
figcaption { margin-top: .5em; color: var(--soft); font-size: .8125rem; line-height: 1.45 }
svg { display: block; width: 100%; height: auto }
figure svg { max-width: 640px }
svg text {
  font: 12.5px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
  fill: var(--soft);
}
svg .name, svg .value, svg .hint {
  paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round;
}
svg .name { fill: var(--ink); font-weight: 600 }
svg .value { fill: var(--ink); font-variant-numeric: tabular-nums }
svg .tick, svg .hint, svg .phase { font-size: 11.5px }
svg .grid { stroke: var(--line) }
svg .rule { stroke: var(--soft); opacity: .6 }
svg .zero { stroke: var(--ink); stroke-width: 1.25; vector-effect: non-scaling-stroke }
svg .base { color: var(--base) }
svg .candidate { color: var(--candidate) }
svg .area {
  fill: currentColor; fill-opacity: .26; stroke: currentColor; stroke-width: 1.5;
  stroke-linejoin: round;
}
svg .box { fill: currentColor; fill-opacity: .75 }
svg .whisker { stroke: currentColor; stroke-width: 1.5 }
svg .median { stroke: var(--ink); stroke-width: 1.75 }
svg .marks { stroke: currentColor; stroke-opacity: .55; stroke-width: 1; fill: none }
svg .screening, svg .indifferent { fill: var(--quiet) }
svg .band { fill: var(--candidate); fill-opacity: .2 }
svg .estimate { stroke: var(--candidate); stroke-width: 1.75 }
svg .swap { stroke: var(--soft); stroke-dasharray: 4 3 }
svg .confirmed { fill: var(--candidate); fill-opacity: .75 }
svg .screened { fill: var(--paper); stroke: var(--base); stroke-width: 1.25 }
svg .interval { fill: currentColor; fill-opacity: .35 }
svg .dot { fill: currentColor; stroke: var(--card); stroke-width: 1.5 }
svg line.half { stroke: var(--soft); stroke-width: 2; stroke-opacity: .7 }
svg circle.half { fill: var(--soft) }
.scroll { overflow-x: auto; margin: 1em 0; border: 1px solid var(--line); border-radius: 10px }
.scroll:focus-visible { outline: 2px solid var(--candidate); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
caption {
  text-align: left; padding: 10px 14px; color: var(--soft); font-size: .8125rem;
  caption-side: top;
}
caption span { display: block; max-width: calc(100vw - 60px) }
th, td {
  padding: 6px 10px; text-align: left; vertical-align: top; border-top: 1px solid var(--line);
}
thead th { font-size: .8125rem; color: var(--soft); font-weight: 600; white-space: nowrap }
tbody th { font-weight: 600 }
td.number, th.number {
  text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap;
}
.whole, .check { white-space: nowrap }
td.bar { min-width: 170px; padding-top: 4px; padding-bottom: 4px; vertical-align: middle }
td.reason { min-width: 16em; max-width: 34em }
.checks {
  list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2em 1.1em;
  font-size: .9rem;
}
.checks li { margin: 0 }
td.name, tbody th.name { min-width: 8em; max-width: 18em }
tr.beside td, tr.beside th { color: var(--soft); font-weight: 400 }
tr.base td, tr.base th { background: var(--shade) }
table.facts { font-size: .875rem }
table.facts th, table.facts td { padding: 4px 14px }
table.facts tbody th { width: 14em; font-weight: 400; color: var(--soft) }
table.facts td { overflow-wrap: anywhere }
details { margin: 1em 0 }
summary { cursor: pointer; font-weight: 600 }
button {
  font: inherit; font-size: .9375rem; padding: .45em 1em; border: 1px solid var(--line);
  border-radius: 8px; background: var(--card); color: var(--ink); cursor: pointer;
}
button:hover { border-color: var(--candidate) }
@media (max-width:600px) {
  body { font-size: 15px }
  body>header, main, body>footer { padding-left: 14px; padding-right: 14px }
  figure { padding: 10px }
  th, td { padding: 6px 10px }
  .result { display: block }
  .result .pill { margin-bottom: .3em }
  table.cards,
  table.cards tbody,
  table.cards tr,
  table.cards td,
  table.cards th {
    display: block;
  }
  table.cards caption { display: block }
  table.cards thead { display: none }
  table.cards .check::before { content: "stopped at " }
  table.cards .bar svg { max-width: 240px }
  table.cards tr { border-top: 1px solid var(--line); padding: 8px 0 }
  table.cards th, table.cards td {
    border: 0; padding: 2px 12px; text-align: left; max-width: none; min-width: 0;
    white-space: normal;
  }
  table.cards .empty { display: none }
  svg text { font-size: 14px }
  svg .tick, svg .hint, svg .phase { font-size: 13px }
}
@media print {
  body { font-size: 11pt }
  figure, tr { break-inside: avoid }
  button { display: none }
  .scroll { overflow: visible }
}
`;

/** Offers the data in the page as a file; without scripts the button stays hidden. */
export const PAGE_SCRIPT = `
const button = document.getElementById('download');
const data = document.getElementById('data');
if (button && data) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([data.textContent], { type: 'application/json' }));
    link.download = button.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}
`;

/** SHA-256 of PAGE_STYLE in base64, for the content security policy; a test keeps it right. */
export const PAGE_STYLE_SHA256 = 'dD0hWwvf0fIC82rQhWX/yRrbMTK/ZsoHHM4M87kCxkQ=';

/** SHA-256 of PAGE_SCRIPT in base64, for the content security policy; a test keeps it right. */
export const PAGE_SCRIPT_SHA256 = 'A41ik33DlCcBbT81bAOic8FqT88n26ozHelnmc9nfrY=';
