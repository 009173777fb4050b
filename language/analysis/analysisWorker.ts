// Entry of the worker thread: holds the parser, so that neither its start nor its work is on the host's thread.
import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './analysisProtocol';
import { checkpointPathAt } from './checkpointPaths';
import { analyzeSource, importsOf } from './analyzeSource';
import { argumentRange } from './edits/argumentRange';
import { planEdits } from './edits/planEdits';
import { isCodeAt } from './isCodeAt';

const port = parentPort;
port?.on('message', (request: ToWorker) => {
  const reply = (message: FromWorker): void => port.postMessage(message);
  const { id } = request;
  try {
    reply({ id, ok: true, result: answer(request) });
  } catch (error) {
    reply({ id, ok: false, message: String(error instanceof Error ? error.stack : error) });
  }
});

function answer({ name, params }: ToWorker): Extract<FromWorker, { ok: true }>['result'] {
  switch (name) {
    case 'facts':
      return analyzeSource(params.text, params.language);
    case 'imports':
      return importsOf(params.text, params.language);
    case 'isCode':
      return isCodeAt(params.text, params.language, params.offset);
    case 'argument':
      return argumentRange(params.text, params.language, params.offset, params.name);
    case 'checkpointPath':
      return checkpointPathAt(params.text, params.language, params.offset);
    case 'edits':
      return planEdits(params.text, params.language, params.edits);
  }
}
