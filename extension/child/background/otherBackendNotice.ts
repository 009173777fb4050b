import type { BackendInfo, Notice } from '../../protocol/run';
import type { LaunchSpec } from '../../protocol/runner';

/** Said where a run goes on from one that another backend computed: null where it is the same one. */
export function otherBackendNotice({ resume }: Pick<LaunchSpec, 'resume'>, now: BackendInfo): Notice | null {
  const before = resume?.backend;
  if (!before || (before.name === now.name && before.version === now.version)) return null;
  const [old, here] = [before, now].map(b => `${names[b.name]} ${b.version}`);
  return {
    code: 'other-backend',
    message: `The run that this one goes on from was computed by ${old}, this one is by ${here}: it is not equal to the bit to one that never stopped.`,
  };
}

const names: Record<BackendInfo['name'], string> = {
  native: 'native TensorFlow',
  wasm: 'TensorFlow.js on WebAssembly',
  cpu: 'TensorFlow.js in plain JavaScript',
  own: 'the program’s own TensorFlow.js',
};
