import type { Signs } from './flippedSigns';
import { storageOf } from './inlineStorage';
import type { PickledStorage } from './pickledStorage';
import { dtypeOf, type TorchType } from './torchTypes';
import { entriesOf, itemsOf, PickleCall, PickleGlobal, type PickleValue } from './pickleValue';

/** A tensor as a pickle describes it; sizes and strides are unchecked. */
export interface PickledTensor {
  /** Null: without data, as those on the device `meta` are. */
  storage: PickledStorage | null;
  type: TorchType;
  offset: number;
  shape: readonly PickleValue[];
  strides: readonly PickleValue[];
  /** Scale and zero point of all values, or one for each place along `axis`. */
  quantized:
    { scale: PickleValue; zero: PickleValue } | { scales: PickledTensor; zeros: PickledTensor; axis: number } | null;
  /** Null: its values are as they are stored. */
  signs: Signs | null;
}

/** A sparse or nested tensor: what it is, and the tensors that it consists of. */
export interface PickledParts {
  kind: string;
  shape: readonly PickleValue[] | null;
  parts: [name: string, tensor: PickleValue][];
}

/** What a call of one of PyTorch's functions would make; null where it is another one, or is called in another way. */
export function rebuiltTensor(value: PickleValue | undefined): PickledTensor | PickledParts | null {
  if (!(value instanceof PickleCall)) return null;
  const { callee, args } = value;
  const rebuild = Object.hasOwn(rebuilders, callee.path) ? rebuilders[callee.path]! : null;
  return rebuild ? rebuild(args) : null;
}
export const isParts = (value: PickledTensor | PickledParts): value is PickledParts => 'parts' in value;

type Rebuild = (args: readonly PickleValue[]) => PickledTensor | PickledParts | null;

const strided: Rebuild = ([reference, offset, size, stride, , , metadata]) => {
  const storage = storageOf(reference);
  return storage && viewOf(storage, storage.type, [offset, size, stride], metadata);
};
const first: Rebuild = ([data]) => rebuiltTensor(data);

const rebuilders: Record<string, Rebuild> = {
  'torch._utils._rebuild_tensor': strided,
  'torch._utils._rebuild_tensor_v2': strided,
  'torch._utils._rebuild_tensor_v3': ([reference, offset, size, stride, , , dtype, metadata]) => {
    const storage = storageOf(reference);
    const type = dtypeOf(dtype);
    return storage && type && viewOf(storage, type, [offset, size, stride], metadata);
  },
  'torch._utils._rebuild_parameter': first,
  'torch._utils._rebuild_parameter_with_state': first,
  'torch._utils._rebuild_device_tensor_from_cpu_tensor': first,
  'torch.nn.parameter.Parameter': first,
  'torch.nn.parameter.Buffer': first,
  'torch._utils._rebuild_qtensor': ([reference, offset, size, stride, quantizer]) => {
    const tensor = strided([reference!, offset!, size!, stride!]) as PickledTensor | null;
    const [scheme, one, two, axis] = itemsOf(quantizer) ?? [];
    if (!tensor || !(scheme instanceof PickleGlobal)) return null;
    if (scheme.path === 'torch.per_tensor_affine')
      return { ...tensor, quantized: { scale: one ?? null, zero: two ?? null } };
    const scales = rebuiltTensor(one);
    const zeros = rebuiltTensor(two);
    return scales && zeros && !isParts(scales) && !isParts(zeros) && typeof axis === 'number'
      ? { ...tensor, quantized: { scales, zeros, axis } }
      : null;
  },
  'torch._utils._rebuild_meta_tensor_no_storage': ([dtype, size, stride]) => metaTensor(dtype, size, stride),
  'torch._utils._rebuild_sparse_tensor': ([layout, data]) => sparseParts(layout, itemsOf(data) ?? []),
  'torch._utils._rebuild_sparse_csr_tensor': ([layout, data]) => sparseParts(layout, itemsOf(data) ?? []),
  'torch._utils._rebuild_nested_tensor': ([buffer = null, sizes = null, strides = null, offsets = null]) => ({
    kind: 'nested',
    shape: null,
    parts: [
      ['values', buffer],
      ['sizes', sizes],
      ['strides', strides],
      ['offsets', offsets],
    ],
  }),
  'torch._tensor._rebuild_from_type': ([callee, , args]) => inner(callee, args),
  'torch._tensor._rebuild_from_type_v2': ([callee, , args]) => inner(callee, args),
};

function inner(callee: PickleValue | undefined, args: PickleValue | undefined): PickledTensor | PickledParts | null {
  return callee instanceof PickleGlobal ? rebuiltTensor(new PickleCall(callee, itemsOf(args) ?? [])) : null;
}

function viewOf(
  storage: PickledStorage,
  type: TorchType,
  [offset, size, stride]: (PickleValue | undefined)[],
  metadata: PickleValue | undefined,
): PickledTensor | null {
  const shape = itemsOf(size);
  const strides = itemsOf(stride);
  return typeof offset === 'number' && shape && strides
    ? { storage, type, offset, shape, strides, quantized: null, signs: signsOf(metadata) }
    : null;
}

/** Of a view that is the negative or the conjugate of its storage: `{'conj': True}`. */
function signsOf(metadata: PickleValue | undefined): Signs | null {
  const told = entriesOf(metadata)?.filter(([, value]) => value === true) ?? [];
  const is = (key: string): boolean => told.some(([own]) => own === key);
  return is('neg') || is('conj') ? { isNegated: is('neg'), isConjugated: is('conj') } : null;
}

function metaTensor(
  dtype: PickleValue | undefined,
  size: PickleValue | undefined,
  stride: PickleValue | undefined,
): PickledTensor | null {
  const type = dtypeOf(dtype);
  const shape = itemsOf(size);
  return (
    type &&
    shape && { storage: null, type, offset: 0, shape, strides: itemsOf(stride) ?? [], quantized: null, signs: null }
  );
}

/** A layout is `torch.serialization._get_layout('torch.sparse_coo')`. */
function sparseParts(layout: PickleValue | undefined, data: readonly PickleValue[]): PickledParts | null {
  const word = layout instanceof PickleCall ? layout.args[0] : layout instanceof PickleGlobal ? layout.path : null;
  const names =
    word === 'torch.sparse_coo'
      ? ['indices', 'values']
      : word === 'torch.sparse_csr' || word === 'torch.sparse_bsr'
        ? ['crow_indices', 'col_indices', 'values']
        : word === 'torch.sparse_csc' || word === 'torch.sparse_bsc'
          ? ['ccol_indices', 'row_indices', 'values']
          : null;
  if (!names || data.length < names.length || typeof word !== 'string') return null;
  return {
    kind: word.replace('torch.', ''),
    shape: itemsOf(data[names.length]),
    parts: names.map((name, i) => [name, data[i]!]),
  };
}

/** What a tensor carries besides its values: attributes of a subclass. */
export function tensorState({ callee, args, state }: PickleCall): readonly PickleValue[] {
  const hasOwn = withState.has(callee.name);
  if (!hasOwn && !state) return noState;
  return [...(hasOwn ? args.slice(3) : []), ...(state ?? [])].filter(own => entriesOf(own)?.length);
}
const noState: readonly PickleValue[] = [];
const withState = new Set(['_rebuild_from_type', '_rebuild_from_type_v2', '_rebuild_parameter_with_state']);
