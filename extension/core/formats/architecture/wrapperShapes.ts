import type { Shape } from '../../../protocol/model';
import { known, whereKnown } from './layerRule';
import type { LayerNode } from './modelGraph';
import { cellOf, sequenceOf } from './recurrentRules';

/** Shapes of the outputs of a layer, each null where it is not known. */
export type Outputs = (Shape | null)[];
export type OutputsOf = (node: LayerNode, inputs: readonly (Shape | null)[]) => Outputs;

const wrappers = new Set(['Bidirectional', 'TimeDistributed', 'RNN', 'StackedRNNCells', 'SpectralNormalization']);
/** Whether what a layer returns is told by the layers in it. */
export const isWrapper = ({ className, isOwn, held }: LayerNode): boolean =>
  !isOwn && held.length > 0 && wrappers.has(className);

/** @param outputsOf of a layer within */
export function wrapperOutputs(
  node: LayerNode,
  [input = null]: readonly (Shape | null)[],
  outputsOf: OutputsOf,
): Outputs {
  const inner = heldInputs(node, input);
  if (!input || !inner) return [null];
  const [first, second] = node.held;
  switch (node.className) {
    case 'TimeDistributed':
      return outputsOf(first!, [inner]).map(shape => shape && [shape[0] ?? null, input[1] ?? null, ...shape.slice(1)]);
    case 'Bidirectional':
      return merged(outputsOf(first!, [inner]), outputsOf(second ?? first!, [inner]), node.config['merge_mode']);
    case 'RNN': {
      const [each] = outputsOf(first!, [inner]);
      return (
        (each && whereKnown(() => sequenceOf(each, input[1] ?? null, statesOf(first!, each), node.config))) ?? [null]
      );
    }
    default:
      return node.held.reduce<Outputs>((given, cell) => outputsOf(cell, given), [inner]);
  }
}

/** What each of the layers in a wrapper takes. */
export function heldInputsOf(node: LayerNode, input: Shape | null, outputsOf: OutputsOf): (Shape | null)[] {
  let given = heldInputs(node, isWrapper(node) ? input : null);
  return node.held.map(inner => {
    const taken = given;
    if (node.className === 'StackedRNNCells') given = outputsOf(inner, [taken])[0] ?? null;
    return taken;
  });
}

/** What the layer in a wrapper takes, which knows nothing of steps. */
function heldInputs({ className }: LayerNode, input: Shape | null): Shape | null {
  if (!input || !['TimeDistributed', 'RNN'].includes(className)) return input;
  return input.length < 3 ? null : [input[0] ?? null, ...input.slice(2)];
}

function statesOf(cell: LayerNode, each: Shape): Shape[] {
  const cells = cell.className === 'StackedRNNCells' ? cell.held : [cell];
  return cells.flatMap(({ className, config }) =>
    Array.from({ length: cellOf(className)?.states ?? 1 }, (): Shape => [
      each[0] ?? null,
      known(config['units'] as number | null),
    ]),
  );
}

/** Of both directions: side by side by default, in one, or each for itself. */
function merged(forward: Outputs, backward: Outputs, mode: unknown): Outputs {
  const [one = null, ...states] = forward;
  const [other = null, ...otherStates] = backward;
  const both = [...states, ...otherStates];
  if (mode === null) return [one, other, ...both];
  if (!one || !other || (mode !== undefined && mode !== 'concat')) return [one, ...both];
  const [a, b] = [one.at(-1), other.at(-1)];
  return [[...one.slice(0, -1), a == null || b == null ? null : a + b], ...both];
}
