import assert from 'node:assert/strict';
import type { HostToPanel, PanelEvent, PanelToHost } from '../../../../extension/protocol/panel';
import { HostChannel, HostError } from '../../../../webview/host/hostChannel';

describe('HostChannel', () => {
  const open = () => {
    const posted: PanelToHost[] = [];
    const events: PanelEvent[] = [];
    return {
      posted,
      events,
      channel: new HostChannel(
        m => posted.push(m),
        e => events.push(e),
      ),
    };
  };

  it('ends each request with its own reply, in any order', async () => {
    const { channel, posted } = open();
    const first = channel.request('snapshot', { key: 'k', fit: 0, model: 'm', step: 1 });
    const second = channel.request('ready', {});
    channel.receive({ type: 'reply', id: posted[1]!.id, ok: true, value: undefined });
    channel.receive({ type: 'reply', id: posted[0]!.id, ok: true, value: null });
    assert.deepEqual(await Promise.all([first, second]), [null, undefined]);
  });
  it('rejects with what the host says', async () => {
    const { channel, posted } = open();
    const request = channel.request('train', {});
    channel.receive({
      type: 'reply',
      id: posted[0]!.id,
      ok: false,
      error: { code: 'no-tfjs', message: 'None is there.', remedy: 'Install it.' },
    });
    await assert.rejects(
      request,
      (e: HostError) => e instanceof HostError && e.code === 'no-tfjs' && e.remedy === 'Install it.',
    );
  });
  it('passes events on and ignores what is not the host’s', () => {
    const { channel, events } = open();
    channel.receive({ type: 'event', event: { type: 'show', view: 'layers' } });
    for (const stray of [undefined, null, {}, { type: 'reply', id: 99, ok: true, value: 1 }, 'text'])
      channel.receive(stray as HostToPanel);
    assert.deepEqual(events, [{ type: 'show', view: 'layers' }]);
  });
});
