import type { ActivationMaps, CloseUp, KernelPictures, UnitFigures } from '../../../../extension/protocol/closeUp';

export function unitFigures(count: number, seed = 0): UnitFigures {
  const list = (of: (unit: number) => number): Float32Array => Float32Array.from({ length: count }, (_, i) => of(i));
  return {
    values: 32,
    zeros: list(i => ((i + seed) % 5) / 4),
    atBound: list(() => 0),
    notFinite: list(() => 0),
    mean: list(i => i + seed / 8),
    std: list(i => i / 2),
    min: list(i => -i),
    max: list(i => (i === 1 ? NaN : i)),
  };
}
export function kernelPictures(filters = 2): KernelPictures {
  const size = { filters, channels: 1, height: 3, width: 3 };
  const pixels = Int8Array.from({ length: filters * 9 }, (_, i) => i - 8);
  return { weight: 'kernel', total: filters, ...size, pixels, scales: new Float32Array(filters).fill(0.5) };
}
export function activationMaps(side = 4): ActivationMaps {
  const size = { examples: 2, channels: 3, height: side, width: side };
  const pixels = Int8Array.from({ length: 6 * side * side }, (_, i) => i % 128);
  return {
    ...size,
    total: 64,
    fullHeight: side * 2,
    fullWidth: side * 2,
    pixels,
    scales: Float32Array.from([1, 2, 0]),
  };
}
export function closeUp(step: number, change: Partial<CloseUp> & { isPlain?: boolean } = {}): CloseUp {
  const { isPlain = false, ...rest } = change;
  return {
    fit: 0,
    model: 'net',
    step,
    epoch: step / 5,
    examples: isPlain ? [] : [0, 3],
    inputs: isPlain
      ? null
      : { name: 'image', examples: 2, channels: 3, height: 2, width: 2, low: 0, high: 1, pixels: new Uint8Array(24) },
    layers: [
      {
        name: 'conv',
        units: unitFigures(4, step),
        kernels: isPlain ? null : kernelPictures(),
        maps: isPlain ? null : activationMaps(),
      },
      { name: 'dense', units: unitFigures(10_000, step), kernels: null, maps: null },
    ],
    ...rest,
  };
}
