import type { TensorEntry } from '../../../extension/protocol/reader';

/** A tensor in the tree: what of its name its scopes do not say. */
export interface TensorLeaf {
  kind: 'tensor';
  key: string;
  label: string;
  tensor: TensorEntry;
}
/** A scope of names, or what the optimizer keeps. */
export interface TensorGroup {
  kind: 'group';
  key: string;
  label: string;
  isOptimizer: boolean;
  children: TensorNode[];
  /** All tensors below it, by their scopes. */
  leaves: TensorEntry[];
  values: number;
}
export type TensorNode = TensorLeaf | TensorGroup;

/** A scope of so few tensors and nothing else has no row of its own: they stand in the scope above, `conv1/weights`. */
const leastGroup = 5;
/** Deeper scopes than this are one name: names of a file may be anything. */
const maxDepth = 12;

/** The tensors by the scopes of their names, those of the optimizer apart at the end; the order is the file's. */
export function tensorTree(tensors: readonly TensorEntry[]): TensorNode[] {
  const own = tensors.filter(t => t.role !== 'optimizer');
  const optimizer = tensors.filter(t => t.role === 'optimizer');
  const nodes = scoped(own, '');
  if (!optimizer.length) return nodes;
  const children = scoped(optimizer, 'optimizer\n');
  const only = children.length === 1 ? children[0]! : null;
  // A single scope, `Adam`, is what the optimizer is called.
  const [label, inner] = only?.kind === 'group' ? [only.label, only.children] : ['optimizer', children];
  return [...nodes, { ...group('optimizer\n', label, inner, optimizer), isOptimizer: true }];
}

interface Scope {
  scopes: Map<string, Scope>;
  /** In the order in which they come: a scope by its name, a tensor. */
  order: (string | { label: string; tensor: TensorEntry })[];
}
const emptyScope = (): Scope => ({ scopes: new Map(), order: [] });

function scoped(tensors: readonly TensorEntry[], prefix: string): TensorNode[] {
  const separator = tensors.some(t => t.name.includes('/')) ? '/' : '.';
  const root = emptyScope();
  for (const tensor of tensors) {
    // the attribute of TensorFlow's object graph says nothing
    const end = tensor.name.indexOf('/.ATTRIBUTES/');
    const words = (end > 0 ? tensor.name.slice(0, end) : tensor.name).split(separator);
    let at = root;
    const depth = Math.min(words.length - 1, maxDepth);
    for (let i = 0; i < depth; i++) {
      const word = words[i]!;
      let inner = at.scopes.get(word);
      if (!inner) {
        inner = emptyScope();
        at.scopes.set(word, inner);
        at.order.push(word);
      }
      at = inner;
    }
    at.order.push({ label: words.slice(depth).join(separator), tensor });
  }
  return nodesOf(root, prefix, separator);
}

function nodesOf(scope: Scope, path: string, separator: string): TensorNode[] {
  return scope.order.flatMap((entry): TensorNode[] => {
    if (typeof entry !== 'string')
      return [{ kind: 'tensor', key: entry.tensor.name, label: entry.label, tensor: entry.tensor }];
    const inner = scope.scopes.get(entry)!;
    const children = nodesOf(inner, `${path}${entry}${separator}`, separator);
    const only = children.length === 1 ? children[0]! : null;
    // A scope that holds one scope is one with it; one of few tensors gives them to the scope above.
    if (only) return [{ ...only, label: `${entry}${separator}${only.label}` }];
    if (children.length < leastGroup && inner.scopes.size === 0)
      return children.map(c => ({ ...c, label: `${entry}${separator}${c.label}` }));
    return [group(`${path}${entry}${separator}\n`, entry, children, children.flatMap(leavesOf))];
  });
}

const leavesOf = (node: TensorNode): TensorEntry[] => (node.kind === 'group' ? node.leaves : [node.tensor]);
const group = (key: string, label: string, children: TensorNode[], leaves: TensorEntry[]): TensorGroup => ({
  ...{ kind: 'group', key, label, children, leaves },
  isOptimizer: false,
  values: leaves.reduce((sum, t) => sum + t.count, 0),
});

/** Keys of the groups that hold any of these tensors. */
export const groupsOf = (nodes: readonly TensorNode[], names: ReadonlySet<string>): string[] =>
  nodes.flatMap(node =>
    node.kind === 'group' && node.leaves.some(t => names.has(t.name))
      ? [node.key, ...groupsOf(node.children, names)]
      : [],
  );

/** A node where it stands: its depth, and whether it is open. */
export interface TreePlace {
  node: TensorNode;
  level: number;
  isOpen: boolean;
}
/** More tensors than this: only the outermost groups are open by themselves, and more groups than this none. */
const maxOpenRows = 80;

/** The nodes in view, those of folded groups left out. `open`: groups that were folded or opened by hand. */
export function openPlaces(
  nodes: readonly TensorNode[],
  open: Readonly<Record<string, boolean>>,
  selected: string | null,
): TreePlace[] {
  const places: TreePlace[] = [];
  const total = nodes.reduce((sum, n) => sum + (n.kind === 'group' && !n.isOptimizer ? n.leaves.length : 1), 0);
  const outer = nodes.reduce((sum, n) => sum + (n.kind === 'group' && !n.isOptimizer ? n.children.length : 1), 0);
  const opensItself = (node: TensorGroup, level: number): boolean => {
    if (node.isOptimizer) return false;
    if (total <= maxOpenRows || (level === 0 && nodes.length === 1)) return true;
    return level === 0 && outer <= maxOpenRows;
  };
  const walk = (list: readonly TensorNode[], level: number): void => {
    for (const node of list) {
      const isOpen =
        node.kind === 'group' &&
        (open[node.key] ??
          (opensItself(node, level) || (selected !== null && node.leaves.some(t => t.name === selected))));
      places.push({ node, level, isOpen });
      if (node.kind === 'group' && isOpen) walk(node.children, level + 1);
    }
  };
  walk(nodes, 0);
  return places;
}
