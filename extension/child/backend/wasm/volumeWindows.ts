import type * as tfjs from '@tensorflow/tfjs';

/** First and last input index that a window covers along one axis; the end is not in it. */
type Span = [number, number];
export interface VolumeWindow {
  /** Index of the example in the batch. */
  n: number;
  z: Span;
  y: Span;
  x: Span;
  /** Place of the window's first channel in the output. */
  output: number;
}

/** Calls back for each window of a pooling of volumes, in the order of the output: what of it lies inside of the input. */
export function eachVolumeWindow(info: tfjs.backend_util.Conv3DInfo, visit: (window: VolumeWindow) => void): void {
  const { padInfo } = info;
  const span = (at: number, stride: number, padding: number, filter: number, size: number): Span => {
    const start = at * stride - padding;
    return [Math.max(0, start), Math.min(size, start + filter)];
  };
  let output = 0;
  for (let n = 0; n < info.batchSize; n++)
    for (let oz = 0; oz < info.outDepth; oz++) {
      const z = span(oz, info.strideDepth, padInfo.front, info.effectiveFilterDepth, info.inDepth);
      for (let oy = 0; oy < info.outHeight; oy++) {
        const y = span(oy, info.strideHeight, padInfo.top, info.effectiveFilterHeight, info.inHeight);
        for (let ox = 0; ox < info.outWidth; ox++, output += info.inChannels) {
          const x = span(ox, info.strideWidth, padInfo.left, info.effectiveFilterWidth, info.inWidth);
          visit({ n, z, y, x, output });
        }
      }
    }
}
