import * as assert from 'node:assert/strict';
import { saveState } from '../../../../extension/child/watch/probe/saveState';

const save = (layer: object): (() => void) => {
  const restore = saveState(layer as never);
  return () => restore(100);
};
/** What disposeNew takes for a tensor. */
function tensor(id: number) {
  return { id, dataId: {}, isDisposed: false, dispose() { this.isDisposed = true; } }; // prettier-ignore
}

describe('saveState', () => {
  it('puts back fields, and what lists, maps, sets, typed arrays and objects in them hold', () => {
    class Counter {
      count = 1;
    }
    const make = () => ({
      calls: 1,
      list: [1, [2]] as unknown[],
      map: new Map<string, unknown>([['a', { n: 1 }]]),
      set: new Set([1]),
      bytes: Float32Array.of(1, 2),
      own: new Counter(),
      deep: { plain: { n: 1 } },
      nan: NaN,
    });
    const layer = make();
    const { list, map, own } = layer;
    const restore = save(layer);
    layer.calls++;
    (layer.list[1] as number[]).push(3);
    layer.list.length = 1;
    (layer.map.get('a') as { n: number }).n = 5;
    layer.map.set('b', 1).delete('a');
    layer.set.add(2);
    layer.bytes[0] = 9;
    layer.own.count = 7;
    layer.own = new Counter();
    layer.deep.plain.n = 3;
    layer.nan = 0;
    Object.assign(layer, { added: true });
    restore();
    assert.deepEqual(layer, make());
    assert.deepEqual([layer.list === list, layer.map === map, layer.own === own], [true, true, true]);
  });

  it('disposes what is new, and leaves what was there', () => {
    const old = tensor(5);
    const layer: Record<string, unknown> = { states: [old], cache: new Map(), last: null };
    const restore = save(layer);
    const made = [100, 101, 102, 103].map(tensor);
    layer.states = [made[0]];
    (layer.cache as Map<string, unknown>).set('x', made[1]);
    layer.last = made[2];
    layer.extra = [made[3], old];
    restore();
    assert.deepEqual(layer, { states: [old], cache: new Map(), last: null });
    assert.deepEqual([old.isDisposed, ...made.map(t => t.isDisposed)], [false, true, true, true, true]);
  });

  it('calls no getter, follows no proxy, no circle and no giant', () => {
    const giant = Array.from({ length: 100_000 }, () => 1);
    const layer: Record<string, unknown> = { n: 1, giant };
    layer.self = layer;
    layer.proxy = new Proxy({}, { get: () => assert.fail(), ownKeys: () => assert.fail() });
    Object.defineProperty(layer, 'fails', { enumerable: true, configurable: true, get: () => assert.fail() });
    const restore = save(layer);
    layer.n = 2;
    giant[0] = 2;
    restore();
    assert.deepEqual([layer.n, giant[0], giant.length], [1, 2, 100_000]);
  });
});
