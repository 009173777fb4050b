// A model that Keras has described, with its weights, inputs and targets, from a file: one step of training. Arguments: the
// file, the name of the case in it.
import * as fs from 'node:fs';
import * as tf from '@tensorflow/tfjs';

interface Packed {
  shape: number[];
  dtype: '<f4' | '<i4';
  base64: string;
}
const [file, name] = process.argv.slice(2);
const { cases } = JSON.parse(fs.readFileSync(file!, 'utf8')) as {
  cases: {
    name: string;
    loss: string;
    topology: object;
    weights: (Packed & { name: string })[];
    inputs: Packed[];
    targets: Packed[];
  }[];
};
const { loss, topology, weights, inputs, targets } = cases.find(c => c.name === name)!;

const bytes = ({ base64 }: Packed) => new Uint8Array(Buffer.from(base64, 'base64'));
const tensor = (packed: Packed) =>
  packed.dtype === '<f4'
    ? tf.tensor(new Float32Array(bytes(packed).buffer), packed.shape)
    : tf.tensor(new Int32Array(bytes(packed).buffer), packed.shape, 'int32');
const oneOrAll = <T>(list: T[]) => (list.length === 1 ? list[0]! : list);

async function main() {
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: topology,
      weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const })),
      weightData: new Uint8Array(Buffer.concat(weights.map(bytes))).buffer,
    }),
  );
  model.compile({ optimizer: tf.train.sgd(0.01), loss });
  const { history } = await model.fit(oneOrAll(inputs.map(tensor)), oneOrAll(targets.map(tensor)), {
    epochs: 1,
    batchSize: inputs[0]!.shape[0]!,
    shuffle: false,
    verbose: 0,
  });
  console.log(`loss ${String(history.loss![0])}`);
}

main();
