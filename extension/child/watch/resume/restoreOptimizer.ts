import type { OptimizerField, OptimizerState } from '../../../core/runs/checkpointContent';
import type { TensorFlow } from '../../tensorflow';
import type { OptimizerLike, Tensor, Variable } from '../tfjsInternals';
import { assignSaved, hasForm, makeTensor } from './savedTensors';

type Core = TensorFlow['core'];
interface Slot {
  originalName: string;
  variable: Variable;
}

/**
 * Gives an optimizer every field that was saved of one of its class: numbers, tensors, and the lists that hold a variable for
 * each trained weight, which are made where no step has made them yet. Returns false, with nothing changed, for another class.
 * @param slotNames of each trained weight in order: the name that its slots were saved under, null where it had none. Null:
 * the weights are those of then, so that the lists are taken as they are.
 */
export function restoreOptimizer(
  core: Core,
  optimizer: OptimizerLike,
  state: OptimizerState,
  slotNames: readonly (string | null)[] | null,
): boolean {
  if ((optimizer.getClassName?.() ?? optimizer.constructor.name) !== state.className) return false;
  const target = optimizer as unknown as Record<string, unknown>;
  for (const field of state.fields)
    if (field.kind === 'value') target[field.field] = field.value;
    else if (field.kind === 'tensor') restoreTensor(core, target, field);
    else restoreSlots(core, target, field, slotNames);
  return true;
}

function restoreTensor(
  core: Core,
  target: Record<string, unknown>,
  { field, isVariable, tensor }: Extract<OptimizerField, { kind: 'tensor' }>,
): void {
  const known = target[field] as (Tensor & Partial<Variable>) | null | undefined;
  const isThere = typeof known === 'object' && known !== null && !known.isDisposed;
  if (isVariable && isThere && typeof known.assign === 'function' && hasForm(known, tensor))
    return assignSaved(core, known as Variable, tensor);
  if (isThere) known.dispose();
  target[field] = isVariable ? newVariable(core, tensor) : core.keep(makeTensor(core, tensor));
}

function restoreSlots(
  core: Core,
  target: Record<string, unknown>,
  { field, variables }: Extract<OptimizerField, { kind: 'variables' }>,
  slotNames: readonly (string | null)[] | null,
): void {
  const list = (Array.isArray(target[field]) ? target[field] : (target[field] = [])) as (Slot | undefined)[];
  const saved = slotNames
    ? slotNames.map(name => variables.find(slot => name !== null && weightOfSlot(slot.originalName) === name))
    : variables;
  const slots = saved.map((slot, i) => {
    const known = list[i];
    if (!slot) return undefined;
    if (!known || known.variable.isDisposed || !hasForm(known.variable, slot.tensor))
      return { originalName: slot.originalName, variable: newVariable(core, slot.tensor) };
    assignSaved(core, known.variable, slot.tensor);
    return known;
  });
  for (const old of list) if (old && !slots.includes(old) && !old.variable.isDisposed) old.variable.dispose();
  list.length = 0;
  // what has no slot stays a hole: its optimizer makes one at the next step
  slots.forEach((slot, i) => {
    if (slot) list[i] = slot;
  });
}

/** `dense_Dense1/kernel/momentum` is a slot of `dense_Dense1/kernel`. */
const weightOfSlot = (originalName: string): string => originalName.slice(0, originalName.lastIndexOf('/'));

function newVariable(core: Core, saved: Parameters<typeof makeTensor>[1]): Variable {
  const tensor = makeTensor(core, saved);
  const variable = core.variable(tensor, false);
  tensor.dispose();
  return variable;
}
