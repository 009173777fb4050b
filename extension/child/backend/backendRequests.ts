import type * as tfjs from '@tensorflow/tfjs';
import type { Notice } from '../../protocol/run';

/**
 * A program that asks for another backend (`tf.setBackend('webgl')`, `'tensorflow'`) is answered with the one that runs:
 * the models are on it, and the one asked for may not exist here. Each name asked for is told once.
 */
export function keepBackend(tf: typeof tfjs, running: string, notice: (notice: Notice) => void): void {
  const engine = tf.engine();
  const told = new Set<string>();
  engine.setBackend = (asked: string): Promise<boolean> => {
    if (asked !== running && !told.has(asked)) {
      told.add(asked);
      notice({
        code: 'backend-request',
        message: `The program asked for the backend ${asked}; it runs on ${running}, which Layerglass chose.`,
      });
    }
    return Promise.resolve(true);
  };
}
