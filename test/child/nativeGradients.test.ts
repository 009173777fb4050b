import * as assert from 'node:assert/strict';
import nativeFaults from '../fixtures/gradients/nativeFaults.json' with { type: 'json' };
import { auditGradients, faultOf, gradientFixture } from './gradients/auditGradients';
import { nativeFolder } from './support/backends';
import { cleanUp } from './support/trial';

const reason = process.env.LAYERGLASS_NATIVE_MISSING || 'LAYERGLASS_NATIVE names no folder';
const title = `Gradients of native TensorFlow.js against TensorFlow ${gradientFixture.tensorflow}`;

/** Layerglass leaves the native package as it is: what it gets wrong is listed, so that a list out of date is noticed. */
(nativeFolder ? describe : describe.skip)(nativeFolder ? title : `${title} (${reason})`, () => {
  after(cleanUp);

  it('agree but for the faults that nativeFaults.json lists, and leave nothing behind', async () => {
    const { results } = await auditGradients({ backend: 'native', nativeFolder });
    const faulty = gradientFixture.cases.filter(c => faultOf(results.get(c.name), 1e-4) !== null).map(c => c.name);
    assert.deepEqual(faulty.sort(), nativeFaults.flatMap(group => group.cases).sort());
    const leaking = [...results.values()].filter(r => r.failure === undefined && r.leftOver?.some(n => n));
    assert.deepEqual(leaking, []);
  });
});
