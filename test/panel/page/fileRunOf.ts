// What running a model of digits would return.
import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import { signedPixels } from '../../../extension/core/pictures/signedPixels';
import type { FileActivation, FileInput, FileOutput, FileRunResult } from '../../../extension/protocol/fileRun';
import { normal, randomOf } from './random';

const side = 28;

/** A 3 as it would be drawn: two half circles. */
function three(): Uint8Array {
  const pixels = new Uint8Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (const centre of [9, 18]) {
        const distance = Math.hypot(x - 13, y - centre);
        const isOpen = x < 12 && Math.abs(y - 13.5) < 7;
        if (!isOpen && Math.abs(distance - 5) < 2.2)
          pixels[y * side + x] = Math.max(pixels[y * side + x]!, 255 - Math.abs(distance - 5) * 90);
      }
  return pixels;
}

function mapsOf(name: string, size: number, total: number): FileActivation {
  const random = randomOf(total);
  const picture = three();
  const step = side / size;
  const planes = new Float32Array(total * size * size);
  for (let channel = 0; channel < total; channel++) {
    const [dx, dy] = [Math.round(normal(random)), Math.round(normal(random) * 2)];
    const gain = channel % 5 === 4 ? 0 : 1;
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const at = (yy: number, xx: number): number =>
          picture[Math.min(side - 1, Math.max(0, yy)) * side + Math.min(side - 1, Math.max(0, xx))]! / 255;
        const value =
          at(Math.floor(y * step), Math.floor(x * step)) -
          0.6 * at(Math.floor(y * step) + dy, Math.floor(x * step) + dx);
        planes[(channel * size + y) * size + x] = Math.max(0, value) * gain;
      }
  }
  const maps = { examples: 1, channels: total, total, height: size, width: size, fullHeight: size, fullWidth: size };
  return {
    name,
    className: 'Conv2D',
    outputShape: [null, size, size, total],
    summary: summarizeInJavaScript(planes),
    maps: { ...maps, ...signedPixels(planes, size * size, total) },
    values: null,
  };
}

function valuesOf(name: string, values: number[]): FileActivation {
  return {
    name,
    className: 'Dense',
    outputShape: [null, values.length],
    summary: summarizeInJavaScript(Float32Array.from(values)),
    maps: null,
    values,
  };
}

const classes = [0.0004, 0.0006, 0.002, 0.982, 0.0002, 0.011, 0.0001, 0.0008, 0.004, 0.001];
function outputOf(values: number[]): FileOutput {
  const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
  const top = order.slice(0, 5).map(index => ({ index, label: null, value: values[index]! }));
  return { name: 'dense2', shape: [10], kind: 'probabilities', values, top };
}

export function fileRunOf(input: FileInput): FileRunResult {
  const random = randomOf(5);
  const labels =
    input.kind === 'folder' ? ['three.png', 'five.png', 'eight.png'] : [input.kind === 'noise' ? 'noise' : 'three.png'];
  const examples = labels.map((label, i) => ({
    label,
    outputs: [outputOf(classes.map((_, k) => classes[(k + 10 - 2 * i) % 10]!))],
  }));
  const scale = 'scale' in input ? (input.scale ?? '0..1') : null;
  const pixels = new Uint8Array(labels.length * side * side);
  labels.forEach((_, i) => pixels.set(three(), i * side * side));
  return {
    backend: 'wasm 4.22.0',
    input: {
      name: 'input',
      shape: [null, side, side, 1],
      how: scale === '-1..1' ? '64×64 RGB → grey, 28×28, ÷127.5 − 1' : '64×64 RGB → grey, 28×28, ÷255',
      isGuessed: 'scale' in input && input.scale === null,
      scale,
    },
    pictures: {
      name: 'input',
      examples: labels.length,
      channels: 1,
      height: side,
      width: side,
      low: 0,
      high: 1,
      pixels,
    },
    examples,
    layers: [
      mapsOf('conv1', 28, 32),
      mapsOf('conv2', 14, 64),
      valuesOf(
        'dense1',
        Array.from({ length: 128 }, () => Math.max(0, normal(random))),
      ),
      valuesOf('dense2', [-1.2, 0.4, 0.9, 6.1, -2.4, 1.6, -3, 0.2, 0.7, -0.4]),
    ],
    notes: [],
  };
}
