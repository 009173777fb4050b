/** A weight of a layer: its name within it (`kernel`), its shape, and how many gates its last dimension is split into. */
export interface WeightShape {
  name: string;
  shape: readonly number[];
}

const gatesOf: Record<string, number> = {
  LSTM: 4,
  LSTMCell: 4,
  ConvLSTM2D: 4,
  ConvLSTM2DCell: 4,
  GRU: 3,
  GRUCell: 3,
};
/** Kernels of transposed convolutions: [rows, columns, filters, inputs]. */
const filtersBeforeInputs = new Set(['Conv2DTranspose', 'Conv3DTranspose']);
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * How many parameters a layer has, and why: one product for each weight, filters or units first (`16·3·3·1 + 16 = 160`),
 * gates before them (`4·64·32 + 4·64·64 + 4·64 = 24832`), equal weights counted (`4·64 = 256`). Empty without weights.
 * @param className of TensorFlow.js: it says where in a shape the filters are
 */
export function arithmetic(className: string, weights: readonly WeightShape[]): string {
  return sumText(terms(className, weights), total(weights));
}

/** The same for a layer whose weights are in other layers: two equal halves are doubled, `2·(…)`, others added up. */
export function wrapperArithmetic(inner: readonly { className: string; weights: readonly WeightShape[] }[]): string {
  const parts = inner.filter(i => i.weights.length);
  const sum = parts.reduce((n, i) => n + total(i.weights), 0);
  const texts = parts.map(i => terms(i.className, i.weights).join(' + '));
  if (texts.length > 1 && texts.every(t => t === texts[0])) return sumText([`${texts.length}·(${texts[0]!})`], sum);
  return sumText(texts, sum);
}

/** The parameters of a nested model: those of its layers, added up. */
export function modelArithmetic(parameters: readonly number[]): string {
  const parts = parameters.filter(n => n > 0);
  return sumText(
    parts.map(n => String(n)),
    parts.reduce((a, b) => a + b, 0),
  );
}

const total = (weights: readonly WeightShape[]): number => weights.reduce((n, w) => n + product(w.shape), 0);

function terms(className: string, weights: readonly WeightShape[]): string[] {
  const isAllEqual =
    weights.length > 1 && weights.every(w => w.shape.length === 1 && w.shape[0] === weights[0]!.shape[0]);
  if (isAllEqual) return [`${weights.length}·${weights[0]!.shape[0]}`];
  return weights.map(w => factors(className, w).join('·'));
}

function factors(className: string, { name, shape }: WeightShape): number[] {
  if (!shape.length) return [1];
  const gates = gatesOf[className] ?? 1;
  const last = shape.at(-1)!;
  if (gates > 1 && last % gates === 0) return [gates, last / gates, ...shape.slice(0, -1)];
  if (shape.length < 2 || !/kernel$/i.test(name)) return [...shape];
  // depthwise: [rows, columns, inputs, multiplier], inputs·multiplier filters
  if (/depthwise/i.test(name)) return [...shape.slice(-2), ...shape.slice(0, -2)];
  if (filtersBeforeInputs.has(className)) return [shape.at(-2)!, ...shape.slice(0, -2), last];
  return [last, ...shape.slice(0, -1)];
}

function sumText(parts: readonly string[], sum: number): string {
  const text = parts.join(' + ');
  return !text || text === String(sum) ? text : `${text} = ${sum}`;
}
