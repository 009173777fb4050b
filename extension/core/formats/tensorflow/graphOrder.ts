/** What is ordered: its name, and names of what it takes. */
interface Ordered {
  name: string;
  inputs: readonly string[];
}

/** The node that a value comes from: `add` of `add`, `add:1`, `add:z:0`. */
export const producer = (value: string): string => {
  const colon = value.indexOf(':');
  return colon < 0 ? value : value.slice(0, colon);
};

/**
 * The nodes in an order in which each comes behind those it takes from, else as they were. Where they go in a ring, as the
 * loops of TensorFlow 1 do, the ring is cut.
 */
export function inOrder<N extends Ordered>(nodes: readonly N[]): N[] {
  const byName = new Map(nodes.map(node => [node.name, node]));
  const ordered = new Set<N>();
  const begun = new Set<N>();
  for (const root of nodes) {
    const path: { node: N; next: number }[] = begun.has(root) ? [] : [{ node: root, next: 0 }];
    begun.add(root);
    while (path.length > 0) {
      const top = path.at(-1)!;
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        ordered.add(top.node);
        path.pop();
        continue;
      }
      const node = byName.get(producer(input));
      if (!node || begun.has(node)) continue;
      begun.add(node);
      path.push({ node, next: 0 });
    }
  }
  return [...ordered];
}
