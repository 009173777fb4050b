import assert from 'node:assert/strict';
import { PanelChannel, type PanelHandlers } from '../../../../extension/host/panel/panelChannel';
import { LayerglassError } from '../../../../extension/protocol/errors';
import type { HostToPanel } from '../../../../extension/protocol/panel';

const channelOf = (handlers: Partial<PanelHandlers>) => {
  const sent: HostToPanel[] = [];
  const unexpected: unknown[] = [];
  const channel = new PanelChannel(
    m => void sent.push(m),
    handlers as PanelHandlers,
    e => void unexpected.push(e),
  );
  return { channel, sent, unexpected };
};
const request = (name: string, params: unknown, id = 7) => ({ type: 'request', id, name, params });

describe('PanelChannel', () => {
  it('answers a request with its value', async () => {
    const asked: unknown[] = [];
    const { channel, sent } = channelOf({ copy: async p => void asked.push(p), ready: () => undefined });
    await channel.receive(request('copy', { text: 'a', extra: 1 }));
    await channel.receive(request('ready', {}, 8));
    assert.deepEqual(asked, [{ text: 'a' }]);
    assert.deepEqual(sent, [
      { type: 'reply', id: 7, ok: true, value: undefined },
      { type: 'reply', id: 8, ok: true, value: undefined },
    ]);
  });

  it('tells how far a request is, and ends one that is cancelled, or whose page is gone', async () => {
    const { channel, sent } = channelOf({
      compareCheckpoints: (_, { signal, onProgress }) => {
        onProgress(1, 4);
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new LayerglassError('cancelled', 'Cancelled'))),
        );
      },
    });
    const params = { a: { key: 'k', path: 'a' }, b: { key: 'k', path: 'b' } };
    const ends = [7, 8].map(id => channel.receive(request('compareCheckpoints', params, id)));
    await channel.receive({ type: 'cancel', id: 7 });
    await channel.receive({ type: 'cancel', id: 99 });
    await ends[0];
    channel.dispose();
    await ends[1];
    const error = { code: 'cancelled', message: 'Cancelled', remedy: '' };
    assert.deepEqual(sent, [
      { type: 'progress', id: 7, done: 1, total: 4 },
      { type: 'progress', id: 8, done: 1, total: 4 },
      { type: 'reply', id: 7, ok: false, error },
      { type: 'reply', id: 8, ok: false, error },
    ]);
  });

  const refused: [string, unknown][] = [
    ['nothing', {}],
    ['constructor', {}],
    ['__proto__', {}],
    ['copy', {}],
    ['copy', null],
    ['snapshot', { key: 'k', fit: '0', model: 'm', step: 1 }],
    ['units', { key: 'k', fit: 0, model: 'm', layer: ['l'], step: 1 }],
    ['pictures', { key: 'k', fit: 0, model: 'm', layer: 'l', step: '../1' }],
    ['reveal', { site: { file: 'a.ts' }, focus: true }],
  ];
  for (const [name, params] of refused)
    it(`answers ${name} ${JSON.stringify(params)} with an error`, async () => {
      const fail = (): never => assert.fail('called');
      const { channel, sent, unexpected } = channelOf({
        copy: fail,
        snapshot: fail,
        reveal: fail,
        units: fail,
        pictures: fail,
      });
      await channel.receive(request(name, params));
      const [reply] = sent;
      assert.ok(reply?.type === 'reply' && !reply.ok);
      assert.match(reply.error.code, /^(unknown|bad)-request$/);
      assert.deepEqual(unexpected, []);
    });

  it('answers with the error of a handler, with its remedy', async () => {
    const { channel, sent, unexpected } = channelOf({
      train: () => {
        throw new LayerglassError('untrusted', 'Not trusted.', { remedy: 'Trust it.' });
      },
    });
    await channel.receive(request('train', {}));
    const error = { code: 'untrusted', message: 'Not trusted.', remedy: 'Trust it.' };
    assert.deepEqual(sent, [{ type: 'reply', id: 7, ok: false, error }]);
    assert.deepEqual(unexpected, []);
  });

  it('answers and reports what nobody expected', async () => {
    const { channel, sent, unexpected } = channelOf({ train: () => Promise.reject(new TypeError('oops')) });
    await channel.receive(request('train', {}));
    assert.ok(sent[0]?.type === 'reply' && !sent[0].ok && sent[0].error.code === 'internal');
    assert.equal(unexpected.length, 1);
  });

  it('leaves alone what is no request', async () => {
    const { channel, sent } = channelOf({});
    for (const message of [
      null,
      1,
      'request',
      {},
      { type: 'request' },
      { type: 'request', id: 'x', name: 'ready', params: {} },
    ])
      await channel.receive(message);
    assert.deepEqual(sent, []);
  });
});
