import assert from 'node:assert/strict';
import type { FileEvent } from '../../../../extension/protocol/filePage';
import type { FileDescription, TensorFigures } from '../../../../extension/protocol/reader';
import { initialFileSelection, restoreFileSelection } from '../../../../webview/modelFile/fileSelection';
import { FileStore } from '../../../../webview/modelFile/fileStore';

const tensor = (name: string, shape = [2]): TensorFigures => ({
  ...{ name, dtype: 'float32', shape, count: 2, bytes: 8, role: 'weight', model: null, layer: null },
  summary: null,
});
const file = (version: number, tensors: TensorFigures[]): FileEvent => {
  const facts = { format: 'npz', models: [], hasGraphs: false, files: [], step: null, checkpoint: null };
  const description: FileDescription = { ...facts, tensors, metadata: {}, checksums: 0, problems: [] };
  return { type: 'file', version, name: 'f', bytes: 1, isTrusted: true, description, refusal: null };
};
const open = () => new FileStore(initialFileSelection, () => undefined);
const figures = (version: number, ...tensors: TensorFigures[]): FileEvent => ({
  ...{ type: 'figures', version, tensors, problems: [] },
});

describe('FileStore', () => {
  it('gathers figures; another version keeps those of tensors that are still there, as not read yet', () => {
    const store = open();
    store.apply(file(1, [tensor('a'), tensor('b'), tensor('c')]));
    store.apply(figures(1, tensor('a'), tensor('b'), tensor('c')));
    assert.equal(store.data.reading.read, 3);
    store.apply(file(2, [tensor('a'), tensor('b', [3])]));
    assert.deepEqual([...store.data.figures.keys()], ['a']);
    assert.deepEqual([store.data.reading.read, store.data.reading.state], [0, 'waiting']);
  });

  it('hears nothing of a version that is over', () => {
    const store = open();
    store.apply(file(2, [tensor('a')]));
    store.apply(figures(1, tensor('a')));
    store.apply({ type: 'read', version: 1, findings: [], problems: [], stopped: false });
    assert.equal(store.data.figures.size, 0);
    assert.equal(store.data.reading.state, 'waiting');
  });

  it('counts what comes again once', () => {
    const store = open();
    store.apply(file(1, [tensor('a')]));
    store.apply(figures(1, tensor('a')));
    store.apply(file(1, [tensor('a')]));
    store.apply(figures(1, tensor('a')));
    assert.equal(store.data.reading.read, 1);
  });

  it('says that it is being written, until the next version is there', () => {
    const store = open();
    store.apply(file(1, []));
    store.apply({ type: 'beingWritten', isBeingWritten: true });
    assert.equal(store.data.isBeingWritten, true);
    store.apply(file(2, []));
    assert.equal(store.data.isBeingWritten, false);
  });

  it('restores what was chosen, and nothing of another release', () => {
    const chosen = { ...initialFileSelection, tensorName: 'a', tensorSort: { column: 'std', isDescending: true } };
    assert.deepEqual(restoreFileSelection(JSON.parse(JSON.stringify(chosen))), chosen);
    for (const odd of [undefined, null, 3, { ...chosen, view: 'nowhere' }, { view: 'files' }])
      assert.deepEqual(restoreFileSelection(odd), initialFileSelection);
  });
});
