import type { TensorFlowModule } from './kernel';

/** Windows over volumes: `front` … are what is added on each side. */
interface Padding3d {
  type: string;
  front: number;
  back: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * With `same` padding and strides longer than the window, tfjs-core adds a negative number of planes before a volume, where
 * TensorFlow (and tfjs-core for images) adds none. All kernels for volumes ask it, so it is mended there.
 */
export function mendSamePadding3d(tf: TensorFlowModule): void {
  const shared = tf.backend_util as unknown as Record<string, (...args: unknown[]) => { padInfo: Padding3d }>;
  for (const name of ['computePool3DInfo', 'computeConv3DInfo']) {
    const shipped = shared[name] as (...args: unknown[]) => { padInfo: Padding3d };
    shared[name] = (...args) => {
      const info = shipped(...args);
      const { padInfo } = info;
      if (padInfo.type === 'SAME')
        for (const [before, after] of [
          ['front', 'back'],
          ['top', 'bottom'],
          ['left', 'right'],
        ] as const)
          if (padInfo[before] + padInfo[after] < 0) padInfo[before] = padInfo[after] = 0;
      return info;
    };
  }
}
