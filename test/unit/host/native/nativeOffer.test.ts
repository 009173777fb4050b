import * as assert from 'node:assert/strict';
import { NativeOffer } from '../../../../extension/host/native/nativeOffer';
import type { BackendInfo } from '../../../../extension/protocol/run';

const backend = (more: Partial<BackendInfo>): BackendInfo => ({
  name: 'wasm',
  version: '4.22.0',
  tfjsVersion: '4.22.0',
  threads: 1,
  reason: '',
  advice: 'Install it',
  ...more,
});
/** A memory that outlives windows. */
function memory(): ConstructorParameters<typeof NativeOffer>[0] {
  const values = new Map<string, unknown>();
  return {
    get: (key: string, otherwise?: unknown) => (values.has(key) ? values.get(key) : otherwise),
    update: async (key: string, value: unknown) => void values.set(key, value),
  } as never;
}

describe('NativeOffer', () => {
  it('is made in the first window that falls back, and in no other', () => {
    const shared = memory();
    const first = new NativeOffer(shared);
    assert.equal(first.isMade(backend({})), true);
    assert.equal(first.isMade(backend({})), true, 'as long as that window has not answered');
    assert.equal(new NativeOffer(shared).isMade(backend({})), false);
    first.close();
    assert.equal(first.isMade(backend({})), false);
  });

  it('is not made, nor used up, where it would not help', () => {
    const offer = new NativeOffer(memory());
    assert.equal(offer.isMade(backend({ name: 'native', advice: '' })), false);
    assert.equal(offer.isMade(backend({ advice: '' })), false, 'WebAssembly was asked for');
    assert.equal(offer.isMade(backend({ name: 'own' })), false);
    assert.equal(offer.isMade(backend({})), true);
  });
});
