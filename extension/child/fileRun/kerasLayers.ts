import type { TensorFlow } from '../tensorflow';
import { registerActivations } from './kerasActivations';
import { kerasConvolutions } from './kerasConvolutions';
import { kerasGru } from './kerasGru';
import { computingLayers } from './kerasComputing';
import { movingLayers } from './kerasMoving';
import type { Tensor } from '../watch/tfjsInternals';
import { onlyInput as only, ownLayer, type LayerClass, type LayerClasses } from './ownLayer';

/** Layers that change nothing when a model predicts. */
const passing =
  'RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness RandomShear RandomSharpness ' +
  'RandomColorJitter RandomGrayscale RandomHue RandomSaturation RandomPosterization RandomErasing RandomGaussianBlur ' +
  'RandomInvert RandomColorDegeneration RandomHeight RandomWidth SpatialDropout2D SpatialDropout3D ' +
  'ActivityRegularization Identity MixUp CutMix RandAugment AugMix';

let isRegistered = false;

/** Layers and activations of Keras that TensorFlow.js lacks, or has in another way. For a process that runs files only. */
export function registerKerasLayers(tensorflow: TensorFlow): void {
  if (isRegistered) return;
  isRegistered = true;
  const register = (made: LayerClass): void =>
    void (tensorflow.tf.serialization.SerializationMap.getMap().classNameMap[made.className] = [
      made as never,
      made.fromConfig as never,
    ]);
  registerActivations(tensorflow);
  for (const name of passing.split(' ')) register(passingLayer(tensorflow, name));
  const own: LayerClasses[] = [computingLayers, movingLayers, kerasConvolutions, kerasGru];
  for (const classes of own) classes(tensorflow).forEach(register);
}

function passingLayer(tensorflow: TensorFlow, name: string): LayerClass {
  return class extends ownLayer(tensorflow) {
    static override className = name;
    call(inputs: Tensor | Tensor[]): Tensor {
      return tensorflow.core.clone(only(inputs));
    }
  };
}
