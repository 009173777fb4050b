#!/usr/bin/env node
// Stands in for VS Code's executable under runTests({ vscodeExecutablePath }) of @vscode/test-electron.
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';

register();
const require = createRequire(import.meta.url);
const { runInServer } = require('./driver/runInServer.ts');
process.exit(await runInServer(process.argv.slice(2)));
