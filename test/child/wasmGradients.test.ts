import * as assert from 'node:assert/strict';
import { auditGradients, faultOf, gradientFixture, type Audit } from './gradients/auditGradients';
import { cleanUp } from './support/trial';

const tolerance = 1e-4;
/** Gradients of tfjs-core that no case goes through. */
const unmet: Record<string, string> = {
  BroadcastTo: 'tf.broadcastTo runs Tile, which has cases',
  ComplexAbs: 'transforms, which make complex numbers, have no gradient in tfjs',
  LogSoftmax: 'tf.logSoftmax brings a gradient of its own, which has cases',
  OneHot: 'its input is int32, which is not differentiated',
};
/** Kernels that run in plain JavaScript for float32 that is not empty. */
const plainKernels = [
  ...['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real'],
  ...['Dilation2D', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput'],
];

describe(`Gradients on WebAssembly against TensorFlow ${gradientFixture.tensorflow}`, function () {
  let audit: Audit;
  before(async () => {
    audit = await auditGradients({ backend: 'wasm' });
  });
  after(cleanUp);

  it('has at least 250 cases, each of its own name', () => {
    assert.ok(gradientFixture.cases.length >= 250, String(gradientFixture.cases.length));
    assert.equal(audit.results.size, gradientFixture.cases.length);
  });

  for (const { name } of gradientFixture.cases)
    it(name, () => {
      const result = audit.results.get(name);
      assert.equal(faultOf(result, tolerance), null);
      assert.ok(!result?.leftOver?.some(n => n), `left over: ${result?.leftOver}`);
    });

  it('goes through every gradient of tfjs-core but those that it names', () => {
    const { registered, met } = audit.end;
    assert.ok(registered.length > 90, String(registered.length));
    assert.deepEqual(registered.filter(name => !met.includes(name)).sort(), Object.keys(unmet).sort());
  });

  it('tells once of each kernel in plain JavaScript, why and with its cost', () => {
    const told = audit.notices.filter(n => n.code === 'plain-kernel').map(n => n.message);
    for (const message of told)
      assert.match(message, /^\w+ runs in plain JavaScript, as .+: its first call took [\d.]+ ms and copied \d+ kB\.$/);
    const names = told.map(message => message.split(' ')[0] as string);
    assert.deepEqual([...new Set(names)], names);
    const ofValues = told
      .filter(message => !message.includes('empty '))
      .map(message => message.split(' ')[0] as string);
    assert.deepEqual(ofValues.sort(), [...plainKernels].sort());
  });
});
