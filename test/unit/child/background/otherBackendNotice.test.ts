import assert from 'node:assert/strict';
import { otherBackendNotice } from '../../../../extension/child/background/otherBackendNotice';
import type { BackendInfo } from '../../../../extension/protocol/run';

describe('otherBackendNotice', () => {
  const backend = (name: BackendInfo['name'], version: string): BackendInfo => ({
    ...{ name, version, tfjsVersion: '4.22.0', threads: 1, reason: '', advice: '' },
  });
  const resume = { runFolder: '/p/runs/1', step: 4, path: 'checkpoints/step-4' };
  const before = { name: 'native', version: '2.15.1' } as const;

  it('is said where another backend, or another version of it, goes on', () => {
    const now = backend('wasm', '4.22.0');
    const notice = otherBackendNotice({ resume: { ...resume, backend: before } }, now);
    assert.equal(notice?.code, 'other-backend');
    assert.match(notice!.message, /native TensorFlow 2\.15\.1.*WebAssembly 4\.22\.0/);
    const newer = backend('native', '2.16.0');
    assert.equal(otherBackendNotice({ resume: { ...resume, backend: before } }, newer)?.code, 'other-backend');
  });

  it('is silent on the same one, where it is not known, and in a run of its own', () => {
    const now = backend('native', '2.15.1');
    assert.equal(otherBackendNotice({ resume: { ...resume, backend: before } }, now), null);
    assert.equal(otherBackendNotice({ resume }, now), null);
    assert.equal(otherBackendNotice({ resume: null }, now), null);
  });
});
