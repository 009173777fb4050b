// Runs test/editor/suite inside VS Code: node test/editor/runHostTests.mjs <newest|oldest> [--grep text] [--result file]
import { parseArgs } from 'node:util';
import { require } from 'tsx/cjs/api';
import { buildIfStale } from '../runner/buildIfStale.mjs';

const { runHostTests } = require('./driver/runHostTests.ts', import.meta.url);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, result: { type: 'string' } },
});
buildIfStale();
process.exit((await runHostTests(positionals[0] ?? 'newest', values)) ? 0 : 1);
