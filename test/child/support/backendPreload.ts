// Preload of the tests of the backend alone: what the real preload does for TensorFlow, and nothing else.
import { loadTensorFlow } from '../../../extension/child/backend/loadTensorFlow';
import type { Notice } from '../../../extension/protocol/run';
import type { LaunchSpec } from '../../../extension/protocol/runner';

const notices: Notice[] = [];
try {
  const spec = JSON.parse(process.env.BACKEND_SPEC ?? '{}') as LaunchSpec;
  const startedAt = performance.now();
  const { tf, core, layers, backend } = await loadTensorFlow(
    spec,
    () => undefined,
    n => notices.push(n),
  );
  Object.assign(globalThis, {
    layerglassTest: { tf, core, layers, backend, notices, loadMs: performance.now() - startedAt },
  });
} catch (error) {
  const { code, message, remedy } = error as { code?: string; message: string; remedy?: string };
  console.log(JSON.stringify({ error: { code, message, remedy } }));
  if (!code) console.error(error);
  process.exit(3);
}
