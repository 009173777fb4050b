// Preload of the tests of the backend alone: what the real preload does for TensorFlow, and nothing else.
import type { BackendRequest } from '../../../extension/child/backend/backendChoice';
import { loadTensorFlow } from '../../../extension/child/backend/loadTensorFlow';
import type { LayerglassError } from '../../../extension/protocol/errors';
import type { Notice } from '../../../extension/protocol/run';

const notices: Notice[] = [];
try {
  const request = JSON.parse(process.env.BACKEND_SPEC ?? '') as BackendRequest;
  const { tf, core, layers, backend } = await loadTensorFlow(
    request,
    () => undefined,
    n => notices.push(n),
  );
  Object.assign(globalThis, { layerglassTest: { tf, core, layers } });
  process.on('exit', () => console.log(JSON.stringify({ layerglassTest: { backend, notices } })));
} catch (error) {
  const { code, message, remedy } = error as LayerglassError;
  console.log(JSON.stringify({ error: { code, message, remedy } }));
  if (!code) console.error(error);
  process.exit(3);
}
