import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { outsideWrite } from '../../../../extension/child/watch/probe/outsideWrites';

/** Made from text, so that no compiler changes it. */
const make = (text: string): ((...args: never[]) => unknown) =>
  (0, eval)(`(() => { const o = {}, list = [], tf = {}, free = {}; let n = 0; return ${text}; })()`) as () => unknown;

describe('outsideWrite', () => {
  const cases: [string, string | null][] = [
    ['(a, b) => { n++; return a; }', 'n'],
    ['(a, b) => { ++n; return a; }', 'n'],
    ['a => (n += 1, a)', 'n'],
    ['a => { n ??= 1; n **= 2; }', 'n'],
    ['function loss(a) { n = a; }', 'n'],
    ['a => { o.count.deep = 1; }', 'o'],
    ['a => { o["x"][a]++; }', 'o'],
    ['a => { --o.count; }', 'o'],
    ['a => { list.push(a); return a; }', 'list'],
    ['a => { if (list.length) list?.push(a); }', 'list'],
    ['a => a.map(x => list.push(x))', 'list'],
    ['({ call(x) { free.last = x; } }).call', 'free'],
    ['a => { let i = 0, k = 1; for (let j = 0; j < 3; j++) i += j; k = i; return k <= i || k >= i || k == i; }', null],
    ['(a, b = 1) => { const { x, y: [z] } = a; x.v = 1; z.push(b); }', null],
    ['({ call(x) { this.n++; this.list.push(x); this.a.b = 1; } }).call', null],
    ['a => tf.add(a, n).mul(n === 1 ? 2 : 3)', null],
    ['a => { const s = `n++ ${a}`; /* n++ */ return s + "list.push(1)"; }', null],
    ['a => { try { a(); } catch (e) { e.x = 1; } }', null],
    ['a => { const inner = (p, q) => { p = q; }; function own() {} own.x = 1; inner(1, 2); }', null],
    ['a => { for (const k of a) k.x = 1; for (const k in a) a[k] = 1; }', null],
    ['a => tf.reverse(tf.fill(a, 1))', null],
    ['(a => a).bind(null)', null],
    ['class { static f() {} }', null],
  ];
  for (const [text, name] of cases) it(text, () => assert.equal(outsideWrite(make(text)), name));

  it('finds nothing in what TensorFlow.js brings', () => {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const calls = Object.values(classNameMap).flatMap(([type]) => {
      const call = (type.prototype as { call?: () => unknown }).call;
      return typeof call === 'function' ? [call] : [];
    });
    assert.ok(calls.length > 50, String(calls.length));
    assert.deepEqual(
      [...calls, ...Object.values(tf.losses)].filter(f => outsideWrite(f) !== null),
      [],
    );
  });
});
