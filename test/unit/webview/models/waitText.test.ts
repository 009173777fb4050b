import assert from 'node:assert/strict';
import { waitText } from '../../../../webview/models/waitText';

describe('waitText', () => {
  it('says how far it is and how long still, from a second on', () => {
    const progress = { done: 25, total: 100, beganMs: 1000 };
    assert.equal(waitText('Comparing …', undefined), 'Comparing …');
    assert.equal(waitText('Comparing …', progress, 1900), 'Comparing …');
    assert.equal(waitText('Comparing …', progress, 3000), 'Comparing … 25 %, 6 s left');
    assert.equal(waitText('Comparing …', { ...progress, done: 0 }, 9000), 'Comparing …');
    assert.equal(waitText('Comparing …', { ...progress, done: 120 }, 9000), 'Comparing … 100 %, 0 s left');
  });
});
