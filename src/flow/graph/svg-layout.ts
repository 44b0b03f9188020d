import type { FlowStep } from '../file/flow-file.ts';
import type { Layer } from './flow-layers.ts';

/** Size of a step's box, in pixels. */
export const BOX = { width: 230, height: 66 } as const;

/** Boxes of a group beside each other; further ones begin a new row. */
const ROW_MAX = 4;
const GAP = { x: 22, y: 34, inside: 16 } as const;
const MARGIN = 20;
/** Space around a group's boxes, and above them for its name. */
const FRAME = { side: 14, top: 24 } as const;
const LANE = 16;

/** A rectangle, in pixels from the top left. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A stage with places. */
export interface PlacedLayer {
  readonly group: string | null;
  readonly boxes: readonly { readonly step: FlowStep; readonly x: number; readonly y: number }[];
  /** Around a group; null for a step alone. */
  readonly frame: Area | null;
  /** Horizontal middle of every stage. */
  readonly center: number;
  readonly top: number;
  readonly bottom: number;
}

/** The line of a return, from a box's right side over a lane to another one. */
export interface ReturnLane {
  readonly from: string;
  readonly to: string;
  readonly x: number;
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** Everything with its place. */
export interface FlowPicture {
  readonly width: number;
  readonly height: number;
  readonly layers: readonly PlacedLayer[];
  readonly returns: readonly ReturnLane[];
}

/** Places stages below each other, centred, and returns in lanes on the right. */
export function placedLayers(layers: readonly Layer[], steps: readonly FlowStep[]): FlowPicture {
  const widest = Math.max(BOX.width, ...layers.map(widthOf));
  const center = MARGIN + widest / 2;
  const placed: PlacedLayer[] = [];
  let top = MARGIN;
  for (const layer of layers) {
    const one = placedLayer(layer, center, top);
    placed.push(one);
    top = one.bottom + GAP.y;
  }
  const right = MARGIN + widest;
  const returns = lanesOf(placed, steps, right);
  const width = right + (returns.length === 0 ? 0 : LANE * (returns.length + 1)) + MARGIN;
  return { width, height: top - GAP.y + MARGIN, layers: placed, returns };
}

function widthOf({ steps, group }: Layer): number {
  const beside = Math.min(steps.length, ROW_MAX);
  const boxes = beside * BOX.width + (beside - 1) * GAP.x;
  return group === null ? boxes : boxes + 2 * FRAME.side;
}

function placedLayer(layer: Layer, center: number, top: number): PlacedLayer {
  const { steps, group } = layer;
  const first = group === null ? top : top + FRAME.top;
  const boxes = steps.map((step, index) => {
    const row = Math.floor(index / ROW_MAX);
    const beside = Math.min(ROW_MAX, steps.length - row * ROW_MAX);
    const left = center - (beside * BOX.width + (beside - 1) * GAP.x) / 2;
    const x = left + (index % ROW_MAX) * (BOX.width + GAP.x);
    return { step, x, y: first + row * (BOX.height + GAP.inside) };
  });
  const rows = Math.max(1, Math.ceil(steps.length / ROW_MAX));
  const end = first + rows * BOX.height + (rows - 1) * GAP.inside;
  const bottom = group === null ? end : end + FRAME.side;
  const width = widthOf(layer);
  const frame =
    group === null ? null : { x: center - width / 2, y: top, width, height: bottom - top };
  return { group, boxes, frame, center, top, bottom };
}

/** The shortest return takes the innermost lane, so that lanes cross as little as can be. */
function lanesOf(
  layers: readonly PlacedLayer[],
  steps: readonly FlowStep[],
  right: number,
): ReturnLane[] {
  const boxes = new Map(
    layers.flatMap((layer) => layer.boxes.map((box) => [box.step.id, box] as const)),
  );
  const ends = steps.flatMap(({ id, onFailure }) => {
    const from = boxes.get(id);
    const to = boxes.get(onFailure.goto?.step ?? '');
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
  });
  return ends
    .sort((left, other) => left.from.y - left.to.y - (other.from.y - other.to.y))
    .map(({ from, to }, index) => ({
      from: from.step.id,
      to: to.step.id,
      x: right + LANE * (index + 1),
      fromX: from.x + BOX.width,
      fromY: from.y + BOX.height / 3,
      toX: to.x + BOX.width,
      toY: to.y + (BOX.height * 2) / 3,
    }));
}
