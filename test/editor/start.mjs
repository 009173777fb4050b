// npm start: VS Code on the samples with Layerglass loaded, the first one training.
// --server: the served one although there is a `code` command; --no-open: print its address only.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { register } from 'tsx/cjs/api';
import { buildIfStale } from '../runner/buildIfStale.mjs';

register();
const require = createRequire(import.meta.url);
const { startDesktop, startDownloaded, startServed } = require('./driver/startEditor.ts');
const { hasServer } = require('./provision/vscodeServer.ts');
const { values } = parseArgs({
  options: { server: { type: 'boolean', default: false }, 'no-open': { type: 'boolean', default: false } },
});
console.log('Building …');
buildIfStale();
if (values.server || !startDesktop()) {
  if (hasServer) await startServed({ opensBrowser: !values['no-open'] });
  else await startDownloaded();
}
