// Runs test/editor/suite inside VS Code: node test/editor/runHostTests.mjs <newest|oldest> [--grep text] [--result file]
import { parseArgs } from 'node:util';
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';
import { buildIfStale } from '../runner/buildIfStale.mjs';

register();
const require = createRequire(import.meta.url);
const { runHostTests } = require('./driver/runHostTests.ts');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, result: { type: 'string' } },
});
buildIfStale();
process.exit((await runHostTests(positionals[0] ?? 'newest', values)) ? 0 : 1);
