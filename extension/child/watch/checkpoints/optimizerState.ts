import type { OptimizerField, OptimizerState } from '../../../core/runs/checkpointContent';
import type { OptimizerLike, Tensor, Variable } from '../tfjsInternals';
import type { TensorCopies } from './tensorData';

/**
 * Every field of an optimizer, copied: numbers, tensors, and lists of `{ originalName, variable }`. TensorFlow.js's own
 * `getWeights` leaves some of them out, so that resuming with it is not exact.
 */
export function optimizerState(optimizer: OptimizerLike, model: string | null, copies: TensorCopies): OptimizerState {
  const fields = Object.entries(optimizer)
    .map(([field, value]) => optimizerField(field, value, copies))
    .filter(f => f !== null);
  return {
    model,
    className: optimizer.getClassName?.() ?? optimizer.constructor.name,
    config: attempt(() => JSON.parse(JSON.stringify(optimizer.getConfig?.() ?? {})) as Record<string, unknown>) ?? {},
    fields,
  };
}

function optimizerField(field: string, value: unknown, copies: TensorCopies): OptimizerField | null {
  if (value === null || ['number', 'boolean', 'string'].includes(typeof value))
    return { field, kind: 'value', value: value as number | boolean | string | null };
  if (isTensor(value)) {
    const tensor = copies.of(field, value);
    return tensor && { field, kind: 'tensor', isVariable: isVariable(value), tensor };
  }
  if (!Array.isArray(value) || !value.every(isSlot)) return null;
  const variables = value.flatMap(({ originalName, variable }) => {
    const tensor = copies.of(originalName, variable);
    return tensor ? [{ originalName, tensor }] : [];
  });
  return { field, kind: 'variables', variables };
}

function isTensor(value: unknown): value is Tensor {
  const tensor = value as Partial<Tensor> | null | undefined;
  return typeof tensor === 'object' && tensor !== null && !!tensor.dataId && typeof tensor.dataSync === 'function';
}
const isVariable = (tensor: Tensor): tensor is Variable => typeof (tensor as Partial<Variable>).assign === 'function';
function isSlot(value: unknown): value is { originalName: string; variable: Variable } {
  const slot = value as { originalName?: unknown; variable?: unknown } | null | undefined;
  return typeof slot?.originalName === 'string' && isTensor(slot.variable);
}
function attempt<T>(what: () => T): T | null {
  try {
    return what();
  } catch {
    return null;
  }
}
