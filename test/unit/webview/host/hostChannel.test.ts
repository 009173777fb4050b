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
  it('tells how far a request is, and cancels it', async () => {
    const { channel, posted } = open();
    const far: number[][] = [];
    const { answer, cancel } = channel.start('checkpointsOf', { key: 'k' }, (...at) => far.push(at));
    const { id } = posted[0]!;
    channel.receive({ type: 'progress', id, done: 3, total: 9 });
    channel.receive({ type: 'progress', id: id + 1, done: 4, total: 9 });
    cancel();
    assert.deepEqual(far, [[3, 9]]);
    assert.deepEqual(posted[1], { type: 'cancel', id });
    channel.receive({ type: 'reply', id, ok: false, error: { code: 'cancelled', message: 'Cancelled', remedy: '' } });
    await assert.rejects(answer, (e: HostError) => e.code === 'cancelled');
  });
  it('passes events on and ignores what is not the host’s', () => {
    const { channel, events } = open();
    channel.receive({ type: 'event', event: { type: 'show', view: 'layers' } });
    for (const stray of [undefined, null, {}, { type: 'reply', id: 99, ok: true, value: 1 }, 'text'])
      channel.receive(stray as HostToPanel);
    assert.deepEqual(events, [{ type: 'show', view: 'layers' }]);
  });
});
