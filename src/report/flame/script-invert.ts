/** Part of the script of a page with flame graphs: the same samples, who spends it first. */
export const INVERT_SCRIPT: string = String.raw`
/* Beyond these, what is called from further out is not drawn on its own. */
const INVERTED_MAX = 60000;

/* What a node has besides all that it calls. */
function ownPart(base, values) {
  const own = Float64Array.from(values);
  for (let node = base.count - 1; node > 0; node--) own[base.parent[node]] -= values[node];
  return own;
}

/* The tree with the functions that spend it at its root, and their callers above them. */
function inverted(base) {
  const before = base.before ? ownPart(base, base.before) : null;
  const after = base.after ? ownPart(base, base.after) : null;
  const made = { frame: [0], total: [0], self: [0], before: [0], after: [0], calls: [new Map()] };
  const looks = new Map();
  const order = [];
  for (let node = 1; node < base.count; node++) {
    const frame = base.frame[node];
    if (!looks.has(frame) || !base.gone.has(node)) looks.set(frame, base.look[node]);
    if (base.self[node] > 0) order.push(node);
  }
  order.sort((left, right) => base.self[right] - base.self[left] || left - right);
  const add = (at, node) => {
    made.total[at] += base.self[node];
    if (before) made.before[at] += Math.max(0, before[node]);
    if (after) made.after[at] += Math.max(0, after[node]);
  };
  for (const node of order) {
    let at = 0;
    add(0, node);
    for (let from = node; from > 0; from = base.parent[from]) {
      const frame = base.frame[from];
      let next = made.calls[at].get(frame);
      if (next === undefined) {
        if (from !== node && made.frame.length >= INVERTED_MAX) break;
        next = made.frame.push(frame) - 1;
        for (const column of ['total', 'self', 'before', 'after']) made[column].push(0);
        made.calls.push(new Map());
        made.calls[at].set(frame, next);
      }
      at = next;
      add(at, node);
    }
    made.self[at] += base.self[node];
  }
  const flipped = laidOut({ ...base, nodes: inOrder(base, made, looks) });
  flipped.base = base;
  return flipped;
}

/* The columns of a view, each node before its callers, the heaviest of them first. */
function inOrder(base, made, looks) {
  const nodes = { depth: [], frame: [], look: [], self: [], gone: [], before: null, after: null };
  if (base.after) Object.assign(nodes, { before: [], after: [] });
  const open = [[0, 0]];
  while (open.length > 0) {
    const [node, depth] = open.pop();
    const frame = made.frame[node];
    const isGone = base.after && node > 0 && made.after[node] === 0 && made.before[node] > 0;
    if (isGone) nodes.gone.push(nodes.depth.length);
    nodes.depth.push(depth);
    nodes.frame.push(frame);
    nodes.look.push(node === 0 ? base.look[0] : looks.get(frame));
    nodes.self.push(made.self[node]);
    if (base.after) {
      nodes.before.push(made.before[node]);
      nodes.after.push(made.after[node]);
    }
    const callers = [...made.calls[node].values()];
    callers.sort((left, right) => made.total[left] - made.total[right] || right - left);
    for (const caller of callers) open.push([caller, depth + 1]);
  }
  return nodes;
}

/* The function whose own time a node of such a tree is a part of. */
function spenderOf(node) {
  let at = node;
  while (view.depth[at] > 1) at = view.parent[at];
  return at;
}
`;
