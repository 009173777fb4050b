// Integers in, an embedding, recurrent layers and their wrappers; then one that keeps its state between batches.
import * as tf from '@tensorflow/tfjs';

async function main(): Promise<void> {
  const { layers } = tf;
  const words = tf.sequential({ name: 'words' });
  words.add(layers.embedding({ inputDim: 20, outputDim: 6, inputLength: 5, name: 'embedding' }));
  words.add(
    layers.bidirectional({
      layer: layers.gru({ units: 3, returnSequences: true }) as never,
      mergeMode: 'concat',
      name: 'both',
    }),
  );
  words.add(
    layers.timeDistributed({ layer: layers.dense({ units: 4, activation: 'relu', name: 'each' }), name: 'steps' }),
  );
  words.add(layers.lstm({ units: 7, name: 'lstm', recurrentDropout: 0.2 }));
  words.add(layers.dense({ units: 2, activation: 'softmax' }));
  words.compile({ optimizer: 'rmsprop', loss: 'sparseCategoricalCrossentropy' });
  const x = tf.randomUniform([24, 5], 0, 20, 'int32');
  const y = tf.cast(tf.range(0, 24).mod(2), 'float32').expandDims(1);
  const first = await words.fit(x, y, { epochs: 2, batchSize: 8, verbose: 0 });

  const keeping = tf.sequential({ name: 'keeping' });
  keeping.add(layers.simpleRNN({ units: 3, stateful: true, batchInputShape: [4, 2, 1], name: 'state' }));
  keeping.add(layers.dense({ units: 1 }));
  keeping.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const second = await keeping.fit(tf.randomNormal([12, 2, 1]), tf.randomNormal([12, 1]), {
    epochs: 2,
    batchSize: 4,
    shuffle: false,
    verbose: 0,
  });
  const after = (keeping.predict(tf.ones([4, 2, 1]), { batchSize: 4 }) as tf.Tensor).dataSync();
  console.log(
    JSON.stringify({ first: first.history, second: second.history, after: Array.from(after), random: Math.random() }),
  );
}
void main();
