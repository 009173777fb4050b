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
  const shapes = tensors.map(({ tensor }) => tensor.entry.shape);
  // directions × (gates × units) × units
  const recurrent = shapes.filter(
    ([directions = 0, rows, units, ...more]) =>
      directions > 0 && directions < 3 && !more.length && gates.some(count => rows === count * (units ?? 0)),
  );
  return ({ tensor: { entry } }) => {
    const { name, shape } = entry;
    if (takesKernel.test(name) || made.test(name)) return true;
    if (!unnamed.test(name)) return false;
    const [first, second, last] = shape;
    const beside = recurrent.filter(([directions]) => directions === first);
    if (shape.length === 2) return beside.some(([, rows]) => second === 2 * rows!);
    if (shape.length === 3 && beside.some(([, rows]) => second === rows)) return false;
    if (shape.length === 3 && beside.some(([, , units]) => last === units)) return true;
    return shape.length > 2 && (first === 1 || second === 1);
  };
}
