import { at } from '../../base/index.ts';
import { html, type Markup } from '../html.ts';
import { formatShare, formatValue } from '../quantity.ts';
import type { FlameTree } from './flame-tree.ts';
import { LOOKS } from './frame-look.ts';
import { changeText, placeOf, shareText } from './frame-words.ts';
import { TOP_FUNCTIONS_MAX } from './limits.ts';

/** One function over all places in which it was called. */
interface Row {
  readonly frame: number;
  readonly self: number;
  readonly total: number;
}

/** The functions with the most time of their own as a table, for who does not see the graph. */
export function topTable(label: string, tree: FlameTree): Markup {
  const { frames, unit, difference, nodes } = tree;
  const whole = nodes.total[0] ?? 0;
  const rows = topRows(tree).map(({ frame: number, self, total }) => {
    const frame = at(frames, number);
    const change = difference?.changes[number] ?? null;
    const share = frame.share;
    const range =
      share === null || share.lo === null || share.hi === null
        ? null
        : `${formatShare(share.lo)} to ${formatShare(share.hi)}`;
    const last =
      difference === null ? (range ?? '–') : change === null ? '–' : changeText(change, unit);
    return html`<tr>
      <th scope="row" class="name" data-find="${number}">${frame.name}</th>
      <td class="file">${placeOf(frame)}</td>
      <td>${LOOKS[frame.category].words}${frame.package === null ? '' : `, ${frame.package}`}</td>
      <td class="number">${shareText(self, whole)}</td>
      <td class="number">${formatValue(self, unit)}</td>
      <td class="number">${shareText(total, whole)}</td>
      <td class="number">${last}</td>
    </tr> `;
  });
  const caption =
    'Functions by time of their own. Total counts recursion once; actionable is the own time ' +
    'with the builtins and collections it causes.';
  return html`<div
    class="scroll"
    role="region"
    tabindex="0"
    aria-label="Heaviest functions, ${label}"
  >
    <table class="numbers">
      <caption>
        <span>${unit === 'bytes' ? caption.replaceAll('time', 'bytes') : caption}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">function</th>
          <th scope="col" class="file">place</th>
          <th scope="col">whose</th>
          <th scope="col" class="number">own</th>
          <th scope="col" class="number">amount</th>
          <th scope="col" class="number">total</th>
          <th scope="col" class="number">
            ${difference === null ? 'actionable, 95 % interval' : 'change as a whole'}
          </th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div> `;
}

function topRows({ frames, nodes }: FlameTree): Row[] {
  const self = new Float64Array(frames.length);
  const total = new Float64Array(frames.length);
  const openUntil = new Int32Array(frames.length);
  const ends = subtreeEnds(nodes.parent);
  for (let node = 1; node < nodes.parent.length; node++) {
    const frame = nodes.frame[node] ?? 0;
    self[frame] = (self[frame] ?? 0) + (nodes.self[node] ?? 0);
    if (node >= (openUntil[frame] ?? 0)) {
      total[frame] = (total[frame] ?? 0) + (nodes.total[node] ?? 0);
      openUntil[frame] = ends[node] ?? 0;
    }
  }
  return [...frames.keys()]
    .filter((frame) => at(frames, frame).id !== '' && (self[frame] ?? 0) > 0)
    .sort((left, right) => (self[right] ?? 0) - (self[left] ?? 0))
    .slice(0, TOP_FUNCTIONS_MAX)
    .map((frame) => ({ frame, self: self[frame] ?? 0, total: total[frame] ?? 0 }));
}

/** The node after all that is called from each. */
function subtreeEnds(parent: Int32Array): Int32Array {
  const ends = Int32Array.from(parent, (_, node) => node + 1);
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] ?? 0;
    ends[above] = Math.max(ends[above] ?? 0, ends[node] ?? 0);
  }
  return ends;
}
