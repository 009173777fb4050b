/** Folder whose node_modules holds native TensorFlow; null where this machine has none. `npm test` provides it. */
export const nativeFolder: string | null = process.env.LAYERGLASS_NATIVE || null;

export interface TestedBackend {
  name: 'wasm' | 'native';
  nativeFolder: string | null;
}

/** Describes tests whose outcome no backend changes, and that take long: on native TensorFlow, else on WebAssembly. */
export function onFastestBackend(title: string, body: (backend: TestedBackend) => void): void {
  const backend: TestedBackend = { name: nativeFolder ? 'native' : 'wasm', nativeFolder };
  describe(`${title}, on ${nativeFolder ? 'native TensorFlow' : 'WebAssembly'}`, () => body(backend));
}

/** Describes the same tests on WebAssembly and on native TensorFlow; where there is none, those are skipped by name. */
export function onEachBackend(title: string, body: (backend: TestedBackend) => void): void {
  describe(`${title}, on WebAssembly`, () => body({ name: 'wasm', nativeFolder: null }));
  const reason = process.env.LAYERGLASS_NATIVE_MISSING || 'LAYERGLASS_NATIVE names no folder';
  if (nativeFolder) describe(`${title}, on native TensorFlow`, () => body({ name: 'native', nativeFolder }));
  else describe.skip(`${title}, on native TensorFlow (${reason})`, () => body({ name: 'native', nativeFolder }));
}
