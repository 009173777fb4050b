import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { createImageFunctions } from '../../extension/child/backend/nodeStandIn/images';
import { createSummaryFunctions, type SummaryFileWriter } from '../../extension/child/backend/nodeStandIn/summaryFiles';
import { maskedCrc32c } from '../../extension/core/runs/crc32c';
import { LayerglassError } from '../../extension/protocol/errors';
import { cleanUp, makeProject } from './support/trial';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof tfjs;

interface ImageCase {
  name: string;
  channels: number;
  shape: number[] | null;
  pixels: string | null;
}
const fixture = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '../fixtures/images/images.json'), 'utf8'),
) as { files: Record<string, string>; cases: ImageCase[] };

type Decode = (bytes: Uint8Array, channels?: number) => tfjs.Tensor3D;
const functions = createImageFunctions(tf) as Record<
  'decodePng' | 'decodeJpeg' | 'decodeBmp' | 'decodeImage',
  Decode
> & {
  encodePng: (image: tfjs.Tensor3D) => Promise<Uint8Array>;
  encodeJpeg: (image: tfjs.Tensor3D, format?: string, quality?: number) => Promise<Uint8Array>;
};
const bytesOf = (name: string): Uint8Array => Buffer.from(fixture.files[name]!, 'base64');
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((max, v, i) => Math.max(max, Math.abs(v - (b[i] as number))), 0);
const isBadImage = (error: unknown): boolean => error instanceof LayerglassError && error.code === 'bad-image';

describe('images without native TensorFlow', () => {
  for (const { name, channels, shape, pixels } of fixture.cases)
    it(`decodes as TensorFlow does: ${name}, ${channels || 'its own'} channels`, () => {
      const kind = name.split(' ')[0] as 'png' | 'jpeg' | 'bmp';
      const decode = { png: functions.decodePng, jpeg: functions.decodeJpeg, bmp: functions.decodeBmp }[kind];
      if (!shape || !pixels) {
        assert.throws(() => decode(bytesOf(name), channels), isBadImage);
        return;
      }
      const image = decode(bytesOf(name), channels);
      assert.deepEqual(image.shape, shape);
      assert.equal(image.dtype, 'int32');
      // JPEG leaves its decoders the rounding; the others differ only where colour is turned into gray.
      const tolerance = kind === 'jpeg' ? 3 : 1;
      assert.ok(largestDifference(image.dataSync(), Buffer.from(pixels, 'base64')) <= tolerance);
      image.dispose();
    });

  it('tells kinds by their first bytes', () => {
    for (const name of ['png rgb', 'jpeg rgb', 'bmp 24 bit'])
      assert.equal(functions.decodeImage(bytesOf(name)).shape[2], 3);
    assert.throws(() => functions.decodeImage(Buffer.from('not an image')), isBadImage);
    assert.throws(() => functions.decodeImage(Buffer.from('GIF89a')), /decodeGif needs native TensorFlow/);
  });

  it('refuses torn and hostile files', () => {
    for (const name of Object.keys(fixture.files)) {
      const bytes = bytesOf(name);
      for (const length of [3, 12, 30, bytes.length >> 1])
        // a torn JPEG may be shown as far as it goes
        try {
          functions.decodeImage(bytes.subarray(0, length)).dispose();
        } catch (error) {
          assert.ok(isBadImage(error), `${name}, ${length} bytes: ${String(error)}`);
        }
    }
    const huge = Buffer.from(bytesOf('png rgb'));
    huge.writeUInt32BE(0x7fffffff, 16);
    huge.writeUInt32BE(0x7fffffff, 20);
    assert.throws(() => functions.decodePng(huge), isBadImage);
  });

  it('encodes what it decodes', async () => {
    for (const name of ['png gray', 'png gray and alpha', 'png rgb', 'png rgba']) {
      const image = functions.decodePng(bytesOf(name));
      const again = functions.decodePng(await functions.encodePng(image));
      assert.deepEqual(again.shape, image.shape);
      assert.deepEqual(again.dataSync(), image.dataSync());
    }
    const image = functions.decodeJpeg(bytesOf('jpeg rgb'));
    const again = functions.decodeJpeg(await functions.encodeJpeg(image, '', 100));
    assert.ok(largestDifference(again.dataSync(), image.dataSync()) <= 4);
  });
});

/** Tags and the data of each record, its checksums verified. */
function readEvents(file: string): string[] {
  const bytes = fs.readFileSync(file);
  const events: string[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(offset));
    assert.equal(bytes.readUInt32LE(offset + 8), maskedCrc32c(bytes.subarray(offset, offset + 8)));
    const data = bytes.subarray(offset + 12, offset + 12 + length);
    assert.equal(bytes.readUInt32LE(offset + 12 + length), maskedCrc32c(data));
    events.push(data.toString('latin1'));
    offset += length + 16;
  }
  return events;
}

describe('summaries without native TensorFlow', () => {
  afterEach(cleanUp);
  const summaries = createSummaryFunctions(tf) as {
    summaryFileWriter: (logdir: string) => SummaryFileWriter;
    tensorBoard: (logdir: string, args: object) => tfjs.CustomCallback;
  };

  it('writes scalars and histograms, one file for each folder', () => {
    const folder = path.join(makeProject({}), 'logs');
    assert.equal(summaries.summaryFileWriter(folder), summaries.summaryFileWriter(`${folder}/`));
    const writer = summaries.summaryFileWriter(folder);
    writer.scalar('rate', 0.5, 1);
    writer.scalar('tensor', tf.scalar(2), 2);
    writer.histogram('kernel', tf.tensor1d([1, 2, NaN]), 3);
    const files = fs.readdirSync(folder);
    assert.equal(files.length, 1);
    const events = readEvents(path.join(folder, files[0]!));
    assert.equal(events.length, 4);
    ['brain.Event:2', 'rate', 'tensor', 'kernel'].forEach((tag, i) => assert.ok(events[i]!.includes(tag), tag));
  });

  it('logs training by the callback of tfjs-node', async () => {
    const folder = makeProject({});
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = tf.ones([8, 2]);
    const y = tf.ones([8, 1]);
    const callbacks = summaries.tensorBoard(folder, { updateFreq: 'batch', histogramFreq: 1 });
    await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0, validationData: [x, y], callbacks });
    const eventsIn = (name: string): string[] =>
      readEvents(path.join(folder, name, fs.readdirSync(path.join(folder, name))[0]!));
    const count = (events: string[], tag: string): number => events.filter(e => e.includes(tag)).length;
    const train = eventsIn('train');
    assert.deepEqual(
      ['batch_loss', 'epoch_loss', 'kernel', 'bias'].map(tag => count(train, tag)),
      [4, 2, 2, 2],
    );
    assert.equal(count(eventsIn('val'), 'epoch_loss'), 2);
  });
});
