// npm run pictures: the pictures of the README, made from the samples in the real editor. Looked at, then committed.
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';
import { buildIfStale } from '../runner/buildIfStale.mjs';

register();
const require = createRequire(import.meta.url);
const { takeReadmePictures } = require('./driver/takeReadmePictures.ts');
buildIfStale();
for (const file of await takeReadmePictures()) console.log(file);
