import * as assert from 'node:assert/strict';
import { stepError } from '../../../../extension/engine/native/installErrors';
import { toolSaid } from '../../../../extension/engine/native/toolOutput';

const npmOffline = `npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error errno ENOTFOUND
npm error network request to https://registry.example/x failed, reason: getaddrinfo ENOTFOUND registry.example
npm error network This is a problem related to network connectivity.
npm error network In most cases you are behind a proxy or have bad network settings.
npm error network
npm error network If you are behind a proxy, please make sure that the
npm error network 'proxy' config is set properly.  See: 'npm help config'
npm error A complete log of this run can be found in: /home/me/.npm/_logs/x.log
`;
const retry = (reason: string): string =>
  `WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by '${reason}': /simple/tensorflow-cpu/\n`;
const pipOffline =
  retry(`NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')`) +
  retry(`NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7e>: Failed to establish a new connection: [Errno 111] Connection refused')`) +
  'ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.15.1 (from versions: none)\nERROR: No matching distribution found for tensorflow-cpu==2.15.1\n'; // prettier-ignore
const pipProxy =
  retry(`ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))`) +
  'ERROR: No matching distribution found for tensorflow-cpu==2.15.1\n'; // prettier-ignore

describe('toolOutput', () => {
  const errorOf = (output: string): { code: string; message: string; remedy: string } =>
    stepError('Fetching', { code: 1, signal: null, output, isStalled: false }, { folder: '/x', isDownload: true });

  it('tells npm without network from npm at a proxy', () => {
    const { code, message } = errorOf(npmOffline);
    assert.equal(code, 'native-download');
    assert.match(message, /registry cannot be reached.*ENOTFOUND registry\.example\.$/);
    assert.doesNotMatch(message, /proxy|complete log/);
  });

  it('unwraps the reason of pip’s retries', () => {
    const { message } = errorOf(pipOffline);
    assert.match(message, /registry cannot be reached\. \[Errno 111\] Connection refused ERROR: Could not find/);
    assert.match(errorOf(pipProxy).message, /proxy.*Tunnel connection failed|proxy.*Cannot connect to proxy/);
  });

  it('keeps what has no word for an error', () => {
    assert.equal(toolSaid('one\ntwo\n'), 'one two.');
    assert.equal(toolSaid('\n \n'), '');
    assert.equal(toolSaid('It failed!'), 'It failed!');
  });
});
