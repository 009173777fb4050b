// Fetches all that the editor's tests need and this machine lacks: node test/editor/provision/provideAll.mjs
import { require } from 'tsx/cjs/api';

const { hasServer, hosts, provideServer } = require('./vscodeServer.ts', import.meta.url);
const { provideBrowser } = require('./chromium.ts', import.meta.url);
if (hasServer) for (const name of Object.keys(hosts)) provideServer(name);
provideBrowser();
