import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

/**
 * The gradient of `gather`, so of every embedding: rows that share an id are added up. Ids outside 0 … numSegments - 1 are
 * left out, as TensorFlow does. The plain backend compares all ids with every segment.
 */
export function installUnsortedSegmentSum(tf: TensorFlowModule): void {
  replaceKernel<{ x: tfjs.Tensor; segmentIds: tfjs.Tensor }, tfjs.UnsortedSegmentSumAttrs>(
    tf,
    'UnsortedSegmentSum',
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
      const rowShape = x.shape.slice(segmentIds.shape.length);
      const rowLength = rowShape.reduce((product, size) => product * size, 1);
      const result = backend.makeOutput([numSegments, ...rowShape], x.dtype);
      const rows = backend.typedArrayFromHeap(x);
      const ids = backend.typedArrayFromHeap(segmentIds);
      const sums = backend.typedArrayFromHeap(result);
      sums.fill(0);
      ids.forEach((id: number, row: number) => {
        if (id < 0 || id >= numSegments) return;
        for (let i = 0; i < rowLength; i++)
          sums[id * rowLength + i] = (sums[id * rowLength + i] as number) + (rows[row * rowLength + i] as number);
      });
      return result;
    },
  );
}
