import { LOOK_NAMES, LOOKS } from './frame-look.ts';
import { INK, PAPER } from './palette.ts';

/** The style sheet inside a static graph: it knows only its own classes and both schemes. */
export function svgStyle(): string {
  return [
    'text{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}',
    '.head{font:600 17px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}',
    scheme('light'),
    `@media (prefers-color-scheme:dark){${scheme('dark')}}`,
  ].join('');
}

function scheme(which: 'light' | 'dark'): string {
  const { paper, ink, soft, line } = PAPER[which];
  return [
    `.paper{fill:${paper}}`,
    `text{fill:${INK[which]}}`,
    `.head{fill:${ink}}`,
    `text.soft{fill:${soft}}`,
    `.was{stroke:${soft};stroke-dasharray:3 2}`,
    `.rest,.group{stroke:${line}}`,
    ...LOOK_NAMES.map((name) => `.${name}{fill:${LOOKS[name][which]}}`),
  ].join('');
}
