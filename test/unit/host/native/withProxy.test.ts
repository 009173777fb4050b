import * as assert from 'node:assert/strict';
import { withProxy } from '../../../../extension/host/native/withProxy';

describe('withProxy', () => {
  const proxy = 'http://proxy.example:3128';
  it('passes the editor’s proxy on', () =>
    assert.deepEqual(withProxy({ PATH: '/bin' }, proxy), { PATH: '/bin', HTTPS_PROXY: proxy, HTTP_PROXY: proxy }));
  it('leaves one that the environment names', () => {
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])
      assert.deepEqual(withProxy({ [name]: 'other' }, proxy), { [name]: 'other' });
  });
  it('adds nothing where none is set', () => {
    for (const none of ['', undefined, null, 7]) assert.deepEqual(withProxy({}, none), {});
  });
});
