import { NO_STACK, type ProfileBuilder } from '../profile-builder.ts';
import type { FrameKind } from '../profile.ts';
import { callersFirst } from './callers-first.ts';
import { arrayOf, isRecord, recordOf, textOf } from './json-value.ts';
import { type ReadContext, unreadable } from './reader.ts';
import { V8Frames } from './v8-frame.ts';

/** The nodes of a V8 call tree after they became stacks. */
export interface V8Stacks {
  /** Stack of each node in the order of the file, or NO_STACK for the root. */
  readonly stack: Int32Array;
  /** What the node's own frame is: only the three that samples depend on are told apart. */
  readonly role: Uint8Array;
  readonly ids: NodeIds;
  /** Nodes that no way leads to from a root. */
  readonly lost: number;
}

/** Values of `V8Stacks.role`. */
export const ROLE = { code: 0, gc: 1, idle: 2, program: 3, root: 4 } as const;

/**
 * Turns the nodes into stacks, callers first. Each node names its children (profiles) or its parent
 * (traces). Nodes on a circle, or under a parent that does not exist, have no stack; they are
 * counted.
 *
 * @throws HoneError E_FORMAT when a node has no id, or two have the same
 */
export function v8Stacks(
  builder: ProfileBuilder,
  nodes: readonly unknown[],
  context: ReadContext,
): V8Stacks {
  const ids = new NodeIds(nodes, context);
  const frames = new V8Frames(builder, context.scripts);
  const parent = parentsOf(nodes, ids);
  const order = callersFirst(parent);
  builder.reserveStacks(order.length);
  const stack = new Int32Array(nodes.length).fill(NO_STACK);
  const role = new Uint8Array(nodes.length).fill(ROLE.root);
  for (const index of order) {
    const node = recordOf(nodes[index]);
    const caller = parent[index] ?? -1;
    const callFrame = node['callFrame'];
    if (caller === -1 && textOf(recordOf(callFrame)['functionName']) === '(root)') {
      continue;
    }
    const frame = frames.frame(callFrame);
    stack[index] = builder.stack(stack[caller] ?? NO_STACK, frame);
    role[index] = roleOf(builder.kindOf(frame), textOf(recordOf(callFrame)['functionName']));
  }
  return { stack, role, ids, lost: nodes.length - order.length };
}

function roleOf(kind: FrameKind, name: string): number {
  if (kind === 'gc' || kind === 'idle') {
    return ROLE[kind];
  }
  return kind === 'native' && name === '(program)' ? ROLE.program : ROLE.code;
}

/** The places of nodes by their ids. These are small and dense in practice, so an array answers. */
export class NodeIds {
  readonly #dense: Int32Array; // place + 1
  readonly #sparse = new Map<number, number>();

  /** @throws HoneError E_FORMAT when a node has no id, or two have the same */
  constructor(nodes: readonly unknown[], context: ReadContext) {
    this.#dense = new Int32Array(4 * nodes.length + 16);
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index];
      const id = isRecord(node) ? node['id'] : undefined;
      if (typeof id !== 'number') {
        throw unreadable(
          context.name,
          `is no whole CPU profile: node ${index} of ${nodes.length} has no id. Record it again.`,
        );
      }
      if (this.place(id) !== -1) {
        throw unreadable(context.name, `has two nodes with the id ${id}. Record it again.`);
      }
      if (id >= 0 && id < this.#dense.length && Number.isInteger(id)) {
        this.#dense[id] = index + 1;
      } else {
        this.#sparse.set(id, index);
      }
    }
  }

  /** The place of a node in the order of the file, or -1 when no node has the id. */
  place(id: unknown): number {
    if (typeof id !== 'number') {
      return -1;
    }
    const found = this.#dense[id];
    return found !== undefined && found !== 0 ? found - 1 : this.#far(id);
  }

  #far(id: number): number {
    return this.#sparse.size === 0 ? -1 : (this.#sparse.get(id) ?? -1);
  }
}

/** The parent of each node: -1 for a root, -2 for one whose parent does not exist. */
function parentsOf(nodes: readonly unknown[], ids: NodeIds): Int32Array {
  const parent = new Int32Array(nodes.length).fill(-1);
  for (let index = 0; index < nodes.length; index++) {
    const { children, parent: parentId } = recordOf(nodes[index]);
    for (const id of arrayOf(children)) {
      const child = ids.place(id);
      if (child !== -1 && parent[child] === -1) {
        parent[child] = index;
      }
    }
    if (parentId !== undefined && parent[index] === -1) {
      const found = ids.place(parentId);
      parent[index] = found === -1 ? -2 : found;
    }
  }
  return parent;
}
