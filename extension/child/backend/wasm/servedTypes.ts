import type * as tfjs from '@tensorflow/tfjs';

/** Kernels that move whole values, or read them by their type: right for int32 and bool too. */
const ofIntegersAndBooleans = new Set(
  (
    'All Any BatchToSpaceND Cast Concat Equal ExpandDims GatherNd GatherV2 Identity LogicalAnd LogicalNot LogicalOr Mean ' +
    'MirrorPad NotEqual OnesLike Pack PadV2 Reshape Slice SpaceToBatchND SplitV Tile Transpose Unique Unpack ' +
    'UnsortedSegmentSum ZerosLike'
  ).split(' '),
);
/** Kernels that are right for int32 besides float32. */
const ofIntegers = new Set(
  (
    'Abs Add AddN ArgMax ArgMin BitwiseAnd CropAndResize Cumprod Cumsum DenseBincount Diag Greater GreaterEqual Less LessEqual Max Maximum ' +
    'Min Minimum Multiply Neg OneHot Prod Relu Relu6 Reverse ScatterNd SearchSorted Sign SparseToDense Square ' +
    'SquaredDifference Step Sub Sum TensorScatterUpdate TopK'
  ).split(' '),
);

/** Kernels that know strings. */
const ofStrings = new Set(
  'Concat ExpandDims Identity Pack Reshape Slice StringNGrams StringSplit StringToHashBucketFast Unpack'.split(' '),
);

type Inputs = Record<string, tfjs.TensorInfo | tfjs.TensorInfo[] | null | undefined>;

/**
 * True where a kernel that the WebAssembly backend ships gives right results for these inputs. Most of them read every value
 * as float32 whatever its type is, write beyond their output where that is bool, and leave it as it was where there is no
 * value to read. Found by comparing each with the plain backend's, for every type.
 */
export function servesTypes(
  kernelName: string,
  inputs: Inputs | tfjs.TensorInfo[],
  attributes: Record<string, unknown> | undefined,
): boolean {
  let types: Set<string> | null = null;
  // quick, because it is asked for every call
  for (const name in inputs) {
    const input = (inputs as Inputs)[name];
    for (const tensor of Array.isArray(input) ? input : [input]) {
      if (!tensor) continue;
      if (tensor.shape.includes(0)) return false;
      if (tensor.dtype !== 'float32') (types ??= new Set()).add(tensor.dtype);
    }
  }
  // it cuts numbers down to a byte
  if (kernelName === 'Cast' && attributes?.dtype === 'bool') return types?.has('bool') ?? false;
  // the condition is bool; what it chooses between has four bytes a value
  if (kernelName === 'Select') return (inputs as { t: tfjs.TensorInfo }).t.dtype !== 'bool';
  if (!types) return true;
  // what it writes has the type of the indices
  if (kernelName === 'OneHot') return attributes?.dtype === 'int32';
  if (types.has('string')) return ofStrings.has(kernelName);
  // pairs of float32, made and taken only by kernels that run in plain JavaScript
  if (types.has('complex64')) return true;
  if (ofIntegersAndBooleans.has(kernelName)) return true;
  return !types.has('bool') && ofIntegers.has(kernelName);
}
