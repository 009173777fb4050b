import assert from 'node:assert/strict';
import type { PanelEvent } from '../../../../extension/protocol/panel';
import { PanelStore, type StoreChange } from '../../../../webview/state/panelStore';
import {
  initialSelection,
  restoreSelection,
  selectionForRun,
  type Selection,
} from '../../../../webview/state/selection';
import { epoch, run } from '../models/sampleRun';

const state = (key: string, patch: Parameters<typeof run>[0] = {}): PanelEvent => ({
  type: 'state',
  program: 'train.ts',
  isTrusted: true,
  runs: [],
  key,
  run: run(patch),
  isStale: false,
});

describe('PanelStore', () => {
  const open = () => {
    const saved: Selection[] = [];
    const changes: StoreChange[] = [];
    const store = new PanelStore(initialSelection, s => saved.push(s));
    store.onDidChange(c => changes.push(c));
    return { store, saved, changes };
  };

  it('applies the events of the run that is shown and no other', () => {
    const { store } = open();
    store.apply(state('a'));
    store.apply({ type: 'event', key: 'a', event: { type: 'epoch', epoch: epoch(1, { loss: 1 }) } });
    store.apply({ type: 'event', key: 'b', event: { type: 'epoch', epoch: epoch(2, { loss: 1 }) } });
    assert.deepEqual(
      store.data.run!.epochs.map(e => e.epoch),
      [1],
    );
  });
  it('draws what a person does at once, what comes from the run in its time', () => {
    const { store, changes } = open();
    store.apply(state('a'));
    store.apply({ type: 'event', key: 'a', event: { type: 'status', status: 'paused' } });
    store.choose({ view: 'layers' });
    assert.deepEqual(changes, ['choice', 'data', 'choice']);
  });
  it('saves what is chosen, and forgets times when another run comes', () => {
    const { store, saved } = open();
    store.apply(state('a'));
    store.choose({ shown: { fit: 0, step: 10 }, layer: 'conv1' });
    store.apply(state('a'));
    assert.deepEqual(store.selection.shown, { fit: 0, step: 10 });
    store.apply(state('b'));
    assert.equal(store.selection.shown, null);
    assert.equal(store.selection.layer, 'conv1');
    assert.deepEqual(saved.at(-1), store.selection);
  });
  it('selects a layer from the editor, opening its view only where asked', () => {
    const { store } = open();
    store.apply({ type: 'select', layers: [{ model: 'm', layer: 'conv2' }], open: false });
    assert.deepEqual([store.selection.layer, store.selection.view], ['conv2', 'training']);
    store.apply({ type: 'select', layers: [{ model: 'm', layer: 'conv2' }], open: true });
    assert.equal(store.selection.view, 'layers');
  });
  it('keeps to the layer that is selected where its line built several', () => {
    const { store } = open();
    const layers = ['conv1', 'conv2', 'conv3'].map(layer => ({ model: 'm', layer }));
    store.choose({ model: 'm', layer: 'conv2', tensor: 'bias' });
    store.apply({ type: 'select', layers, open: false });
    assert.deepEqual([store.selection.layer, store.selection.tensor], ['conv2', 'bias']);
    store.choose({ model: 'other', layer: 'conv2' });
    store.apply({ type: 'select', layers, open: false });
    assert.deepEqual([store.selection.model, store.selection.layer], ['m', 'conv1']);
    assert.equal(store.selection.tensor, null);
    store.apply({ type: 'select', layers: [], open: true });
    assert.deepEqual([store.selection.layer, store.selection.view], ['conv1', 'layers']);
  });
  it('shows a checkpoint that the editor names', () => {
    const { store } = open();
    store.apply({ type: 'show', view: 'checkpoints', step: 40 });
    assert.deepEqual([store.selection.view, store.selection.shown], ['checkpoints', { fit: 0, step: 40 }]);
  });
});

describe('restoreSelection', () => {
  it('takes what was saved', () => {
    const saved = { ...initialSelection, view: 'checkpoints', layer: 'x' };
    assert.deepEqual(restoreSelection(JSON.parse(JSON.stringify(saved))), saved);
  });
  it('begins anew with what it does not understand', () => {
    for (const saved of [undefined, null, 5, {}, { ...initialSelection, view: 'predictions' }])
      assert.deepEqual(restoreSelection(saved), initialSelection);
  });
});

describe('selectionForRun', () => {
  it('keeps times of the same run', () => {
    const chosen = { ...initialSelection, runKey: 'a', shown: { fit: 0, step: 1 } };
    assert.equal(selectionForRun(chosen, 'a'), chosen);
    assert.equal(selectionForRun(chosen, 'b').shown, null);
  });
});
