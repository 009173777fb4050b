// Native TensorFlow for tests: node --import tsx test/runner/installNative.ts <folder> <file for the reason why not>
import * as fs from 'node:fs';
import { installNative } from '../../extension/engine/native/installNative';
import { LayerglassError } from '../../extension/protocol/errors';

const [folder, reasonFile] = process.argv.slice(2);
/** The machine, or what it can reach, lacks something: tests on native TensorFlow are skipped. Anything else is a failure. */
const isMissing = ['native-unsupported', 'native-prerequisites', 'native-download', 'native-processor'];

let stage = '';
installNative(folder!, {
  onProgress: progress => {
    if (progress.stage !== stage) console.error(`native: ${(stage = progress.stage)}`);
  },
}).catch((error: unknown) => {
  if (error instanceof LayerglassError && isMissing.includes(error.code))
    fs.writeFileSync(reasonFile!, error.message.replace(/\s+/g, ' ').slice(0, 300));
  console.error(error);
  process.exitCode = 1;
});
