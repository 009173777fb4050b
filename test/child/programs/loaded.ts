// Layers that are not made by a constructor call of one's own: from JSON, and loaded, two at a time.
import * as tf from '@tensorflow/tfjs';

async function main(): Promise<void> {
  const source = tf.sequential({ name: 'source' });
  source.add(tf.layers.dense({ units: 2, inputShape: [3], name: 'layer' }));
  let artifacts: tf.io.ModelArtifacts | undefined;
  await source.save(
    tf.io.withSaveHandler(async given => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  const json = source.toJSON(null, false) as never;
  const copy = await tf.models.modelFromJSON(json);
  const [a, b] = await Promise.all([
    tf.loadLayersModel(tf.io.fromMemory(artifacts!)),
    tf.loadLayersModel(tf.io.fromMemory(artifacts!)),
  ]);
  for (const model of [copy, a, b]) model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
}
void main();
