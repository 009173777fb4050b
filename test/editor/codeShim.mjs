#!/usr/bin/env node
// Stands in for VS Code's executable under runTests({ vscodeExecutablePath }) of @vscode/test-electron.
import { require } from 'tsx/cjs/api';

const { runInServer } = require('./driver/runInServer.ts', import.meta.url);
process.exit(await runInServer(process.argv.slice(2)));
