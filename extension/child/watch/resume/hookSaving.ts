import type { TensorFlow } from '../../tensorflow';
import { patchMethod } from '../hooks/patch';
import type { ResumedRun } from './resumedRun';

/**
 * Until the state of the checkpoint is restored, `model.save` writes nothing: a file that the program had saved is not replaced
 * by weights from before.
 */
export function hookSaving({ layers }: TensorFlow, resumed: ResumedRun): void {
  for (const type of [layers.LayersModel, layers.Sequential])
    if (Object.hasOwn(type?.prototype ?? {}, 'save'))
      patchMethod<(this: object, ...args: unknown[]) => Promise<unknown>>(
        type.prototype,
        'save',
        original =>
          async function (...args) {
            if (resumed.isDone) return original.apply(this, args);
            return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
          },
      );
}
