import type { ByteSource } from '../sources/byteSource';
import type { StoredTensor } from '../tensors/storedTensor';
import { readNumbers } from '../tensors/tensorValues';

/** Integers with a scale and a zero point for each place along one axis, as the float32 that they stand for. */
export class PerChannelSource implements ByteSource {
  readonly size: number;
  /** Values in a row that have the same scale. */
  private readonly run: number;

  /** @param tensor what is stored, in row-major order */
  constructor(
    private readonly tensor: StoredTensor,
    private readonly channels: { axis: number; scales: readonly number[]; zeros: readonly number[] },
  ) {
    const { shape, count } = tensor.entry;
    this.size = 4 * count;
    this.run = shape.slice(channels.axis + 1).reduce((product, size) => product * size, 1);
  }

  /** What is read begins and ends with a value. */
  read(into: Uint8Array, position: number): void {
    const { scales, zeros } = this.channels;
    const first = position / 4;
    const stored = readNumbers(this.tensor, first, into.length / 4);
    const values = new Float32Array(stored.length);
    for (let i = 0; i < values.length; i++) {
      const channel = Math.floor((first + i) / this.run) % scales.length;
      values[i] = (stored[i]! - zeros[channel]!) * Math.fround(scales[channel]!);
    }
    into.set(new Uint8Array(values.buffer));
  }
}
