import type { LayerVariableLike, Tensor } from '../watch/tfjsInternals';
import type { LayerClass, LayerClasses } from './ownLayer';

interface Cell {
  units: number;
  kernel: LayerVariableLike;
  recurrentKernel: LayerVariableLike;
  bias: LayerVariableLike | null;
  useBias: boolean;
  built: boolean;
  activation: { apply(x: Tensor): Tensor };
  recurrentActivation: { apply(x: Tensor): Tensor };
  addWeight(name: string, shape: number[], dtype: string | null, initializer: unknown): LayerVariableLike;
  build(shape: (number | null)[]): void;
  call(inputs: Tensor[]): Tensor[];
}

/** GRU as Keras has it by default since version 2.2: it resets after the recurrent product, and has two biases. */
export const kerasGru: LayerClasses = ({ tf, core }) => {
  const Original = tf.layers.gru({ units: 1 }).constructor as unknown as new (config: Record<string, unknown>) => {
    cell: Cell;
    getConfig(): Record<string, unknown>;
  };

  class Gru extends Original {
    static className = 'GRU';
    private readonly isResetAfter: boolean;
    constructor(config: Record<string, unknown>) {
      super({ ...config, resetAfter: false });
      this.isResetAfter = config.resetAfter === true;
      if (this.isResetAfter) resetAfter(this.cell);
    }
    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), resetAfter: this.isResetAfter };
    }
  }

  function resetAfter(cell: Cell): void {
    cell.build = shape => {
      const { units } = cell;
      const zeros = tf.initializers.zeros();
      cell.kernel = cell.addWeight('kernel', [shape.at(-1)!, units * 3], null, zeros);
      cell.recurrentKernel = cell.addWeight('recurrent_kernel', [units, units * 3], null, zeros);
      cell.bias = cell.useBias ? cell.addWeight('bias', [2, units * 3], null, zeros) : null;
      cell.built = true;
    };
    cell.call = inputs =>
      core.tidy(() => {
        const [x, before] = inputs as [Tensor, Tensor];
        const product = (value: Tensor, weight: LayerVariableLike, row: number): Tensor[] => {
          const sums = core.matMul(value as never, weight.read() as never) as Tensor;
          const bias = cell.bias && core.reshape(core.slice(cell.bias.read(), [row, 0], [1, -1]), [-1]);
          return core.split(bias ? core.add(sums, bias) : sums, 3, -1);
        };
        const [xz, xr, xh] = product(x, cell.kernel, 0) as [Tensor, Tensor, Tensor];
        const [hz, hr, hh] = product(before, cell.recurrentKernel, 1) as [Tensor, Tensor, Tensor];
        const z = cell.recurrentActivation.apply(core.add(xz, hz));
        const r = cell.recurrentActivation.apply(core.add(xr, hr));
        const candidate = cell.activation.apply(core.add(xh, core.mul(r, hh)));
        const after = core.add(core.mul(z, before), core.mul(core.sub(1, z), candidate));
        return [after, after];
      });
  }
  return [Gru as unknown as LayerClass];
};
