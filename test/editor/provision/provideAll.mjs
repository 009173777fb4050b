// Fetches all that the editor's tests need and this machine lacks: node test/editor/provision/provideAll.mjs
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';

register();
const require = createRequire(import.meta.url);
const { hasServer, hosts, provideServer } = require('./vscodeServer.ts');
const { provideBrowser } = require('./chromium.ts');
if (hasServer) for (const name of Object.keys(hosts)) provideServer(name);
provideBrowser();
