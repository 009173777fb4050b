// Entry of the worker thread: holds the parser, so that neither its start nor its work is on the host's thread.
import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './analysisProtocol';
import { analyzeSource, importsOf } from './analyzeSource';

const port = parentPort;
port?.on('message', (request: ToWorker) => {
  const reply = (message: FromWorker): void => port.postMessage(message);
  const { id, name, params } = request;
  try {
    const analyse = name === 'facts' ? analyzeSource : importsOf;
    reply({ id, ok: true, result: analyse(params.text, params.language) });
  } catch (error) {
    reply({ id, ok: false, message: String(error instanceof Error ? error.stack : error) });
  }
});
