// node test/editor/modelFilePictures.mjs [pattern of names] [theme…]: model files of every format, whole, damaged and refused, in the real editor, to look at.
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';
import { buildIfStale } from '../runner/buildIfStale.mjs';

register();
const require = createRequire(import.meta.url);
const { takeModelFilePictures } = require('./driver/takeModelFilePictures.ts');
buildIfStale();
const [wanted = '', ...themes] = process.argv.slice(2);
for await (const file of takeModelFilePictures(wanted, themes.length ? themes : undefined)) console.log(file);
