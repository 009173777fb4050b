import type { Shape } from '../../../protocol/model';

/** What a probe may cost: multiplications of one forward pass, and values that are summarized. */
const maxMultiplications = 1e8;
const maxValues = 2 ** 25;
const minExamples = 4;

/**
 * How many examples to probe with: `limit`, fewer for a model whose forward pass is expensive. It depends on the model alone,
 * so that two runs of a program probe alike.
 * @param layers weight shapes within the layer, its output shape with the batch first, and how often it runs (time steps)
 */
export function probeSize(
  limit: number,
  layers: readonly { weights: readonly (readonly number[])[]; outputShape: Shape | null; repeats: number }[],
): number {
  const product = (shape: readonly (number | null)[]): number => shape.reduce<number>((a, b) => a * (b ?? 1), 1);
  let multiplications = 0;
  let values = 0;
  for (const { weights, outputShape, repeats } of layers) {
    const positions = outputShape ? product(outputShape.slice(1, -1)) : 1;
    const kernels = weights.filter(shape => shape.length > 1).reduce((n, shape) => n + product(shape), 0);
    multiplications += kernels * Math.max(positions, repeats);
    values += outputShape ? 2 * product(outputShape.slice(1)) : 0;
  }
  const affordable = Math.floor(Math.min(maxMultiplications / (multiplications + 1), maxValues / (values + 1)));
  return Math.min(limit, Math.max(minExamples, affordable));
}
