// node test/editor/rulePictures.mjs [part of a rule's id] [vs-dark | vs | hc-black | hc-light]: each rule's finding at its line, to look at.
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';
import { buildIfStale } from '../runner/buildIfStale.mjs';

register();
const require = createRequire(import.meta.url);
const { takeRulePictures } = require('./driver/takeRulePictures.ts');
buildIfStale();
const [wanted = '', theme = 'vs-dark'] = process.argv.slice(2);
for (const file of await takeRulePictures(theme, wanted)) console.log(file);
