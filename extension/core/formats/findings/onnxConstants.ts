import type { KnownTensor } from './fileRule';

/** Operations that take kernels: PyTorch's older exporter calls what it computed before by the one that takes it. */
const takesKernel =
  /^onnx::(?!(MatMul|Gemm|Conv|ConvTranspose|ConvInteger|MatMulInteger|QLinear\w+|DequantizeLinear|Einsum|LSTM|GRU|RNN|Gather|\w*Attention)_\d)/;
/** What PyTorch's newer one calls values that a program makes: by the function that made them. */
const made =
  /(^|[/])(new_)?(ones|zeros|full|eye|arange|linspace|tril|triu|add|sub|expand|repeat|where|masked_fill)(_like)?(_\d+)?$/;
/** What it computed before, of which nothing is told but the shape. */
const unnamed = /^(val|onnx::(LSTM|GRU|RNN))_\d+$/;
const gates = [1, 3, 4];

/**
 * Tells which initializers of an ONNX file are no kernels, where their names say so or their shapes: the states that recurrent
 * layers begin with, their biases, and what is added with broadcasting.
 */
export function onnxConstants(tensors: readonly KnownTensor[]): (known: KnownTensor) => boolean {
  // directions × (gates × units) × units: how many rows, and how many units, there are with so many directions
  const rowsOf = new Set<string>();
  const unitsOf = new Set<string>();
  for (const { tensor } of tensors) {
    const [directions = 0, rows = 0, units = 0, ...more] = tensor.entry.shape;
    if (directions < 1 || directions > 2 || more.length || !gates.some(count => rows === count * units)) continue;
    rowsOf.add(`${directions} ${rows}`);
    unitsOf.add(`${directions} ${units}`);
  }
  return ({ tensor: { entry } }) => {
    const { name, shape } = entry;
    if (takesKernel.test(name) || made.test(name)) return true;
    if (!unnamed.test(name)) return false;
    const [first, second = 0, last] = shape;
    if (shape.length === 2) return rowsOf.has(`${first} ${second / 2}`);
    if (shape.length === 3 && rowsOf.has(`${first} ${second}`)) return false;
    if (shape.length === 3 && unitsOf.has(`${first} ${last}`)) return true;
    return shape.length > 2 && (first === 1 || second === 1);
  };
}
