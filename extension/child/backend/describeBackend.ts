// Entry of a process of its own: node describeBackend.mjs <BackendRequest as JSON>. Its last line is a BackendAnswer.
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendAnswer, BackendDescription } from '../../protocol/backendDescription';
import { LayerglassError } from '../../protocol/errors';
import { realTools, versionOf, type BackendRequest } from './backendChoice';
import { chooseBackend } from './chooseBackend';
import { loadTensorFlow } from './loadTensorFlow';

/** Each backend that the program could be given here, as if it were asked for. */
async function findAvailable(request: BackendRequest): Promise<BackendDescription['available']> {
  const tools = realTools(path.dirname(fileURLToPath(import.meta.url)));
  const available: BackendDescription['available'] = [];
  for (const backend of ['native', 'wasm', 'cpu'] as const) {
    const choice = await chooseBackend({ ...request, backend }, tools).catch((error: unknown) => {
      if (error instanceof LayerglassError) return null;
      throw error;
    });
    if (!choice) continue;
    const { name, tensorflowVersion, family } = choice;
    const reason = name === 'wasm' ? 'Layerglass brings it' : name === 'cpu' ? 'for comparison only' : choice.reason;
    available.push({ name, version: tensorflowVersion || versionOf(family), reason });
  }
  return available;
}

async function answer(request: BackendRequest): Promise<BackendAnswer> {
  try {
    // Decided first: once TensorFlow.js is loaded, imports resolve to the copy that was chosen.
    const available = await findAvailable(request);
    const { backend } = await loadTensorFlow(request, () => undefined);
    return { description: { backend, available, advice: backend.advice } };
  } catch (error) {
    const { message } = error as Error;
    const { code, remedy, where } =
      error instanceof LayerglassError ? error : { code: 'backend-failed', remedy: '', where: '' };
    return { error: { code, message, remedy, where } };
  }
}

const request = JSON.parse(process.argv[2] ?? '{}') as BackendRequest;
const line = JSON.stringify(await answer(request));
process.stdout.write(`\n${line}\n`, () => process.exit(0));
