import assert from 'node:assert/strict';
import { tensorNotFinite as rule } from '../../../../../extension/core/formats/findings/tensorNotFinite';
import { findingsOf, messagesOf, random, weight } from './ruleFixtures';

const withBad = (...bad: number[]): Float32Array => Float32Array.of(...bad, ...random(12 - bad.length));

describe('tensorNotFinite', () => {
  it('tells what the values are', async () => {
    for (const [values, message] of [
      [withBad(NaN, NaN), 'error 2 of 12 values of a are NaN'],
      [withBad(Infinity, -Infinity, Infinity), 'error 3 of 12 values of a are infinite'],
      [withBad(NaN, -Infinity), 'error 2 of 12 values of a are NaN or infinite'],
    ] as const)
      assert.deepEqual(await messagesOf(rule, [weight('a', [12], values)]), [message]);
  });
  it('looks at the optimizer too, and tells many in one, the worst first', async () => {
    const tensors = [1, 3, 2, 4].map(bad =>
      weight(`slot${bad}`, [12], withBad(...Array<number>(bad).fill(NaN)), { role: 'optimizer' }),
    );
    const findings = await findingsOf(rule, [...tensors, weight('fine', [12], random(12))]);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]!.message, '4 tensors hold NaN or infinity');
    assert.deepEqual(findings[0]!.tensors, ['slot4', 'slot3', 'slot2', 'slot1']);
    assert.deepEqual([findings[0]!.evidence.found, findings[0]!.evidence.nan], [4, 4]);
  });
  it('says nothing of training where it is plain data', async () => {
    const of = (format: string): ReturnType<typeof findingsOf> =>
      findingsOf(rule, [weight('a', [12], withBad(Infinity))], format);
    for (const [format, severity] of [
      ['npy', 'warning'],
      ['hdf5', 'warning'],
      ['npz', 'error'],
    ] as const) {
      const [finding] = await of(format);
      assert.equal(finding!.severity, severity);
      assert.doesNotMatch(`${finding!.meaning} ${finding!.advice}`, /train|checkpoint|model|learn/);
      assert.match(finding!.advice, /^See whether [^.]+\.$/);
    }
    assert.match((await of('pytorch'))[0]!.advice, /checkpoint/);
  });
  it('says nothing of masks, of a best loss that is not known yet, and of finite values', async () => {
    const mask = weight('mask', [2, 2], Float32Array.of(0, -Infinity, 0, 0));
    const best = weight('best_loss', [], Float32Array.of(Infinity));
    assert.deepEqual(await messagesOf(rule, [mask, best, weight('a', [12], random(12))]), []);
    assert.equal((await messagesOf(rule, [weight('best_loss', [], Float32Array.of(NaN))])).length, 1);
    assert.equal((await messagesOf(rule, [weight('b', [3], new Float32Array(3).fill(-Infinity))])).length, 1);
  });
});
