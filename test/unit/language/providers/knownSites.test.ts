import assert from 'node:assert/strict';
import { analyzeSource } from '../../../../language/analysis/analyzeSource';
import { layerSites, PinnedSites, siteAtCallee, siteAtCursor } from '../../../../language/providers/knownSites';
import type { KnownLayer } from '../../../../language/providers/modelKnowledge';
import { known } from './knownLayers';

const text = `import * as tf from '@tensorflow/tfjs';
import { Attention } from './attention';
const model = tf.sequential();
for (const units of [1, 2])
  model.add(tf.layers.dense({
    units,
  }));
model.add(new Attention());
model.add(tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 1 }) }));
`;
const offsetIn = (source: string) => (line: number, column: number) =>
  source
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length +
  (line > 1 ? 1 : 0) +
  column -
  1;
function siteOf(source: string, needle: string) {
  const before = source.slice(0, source.indexOf(needle)).split('\n');
  return { file: 'train.ts', line: before.length, column: before.at(-1)!.length + 1 };
}
const at = (needle: string, className: string, name = className) =>
  known({ site: siteOf(text, needle), className, name });
const layers = [
  at('tf.layers.dense', 'Dense', 'dense_1'),
  at('tf.layers.dense', 'Dense', 'dense_2'),
  at('new Attention', 'Attention'),
  at('tf.layers.lstm', 'LSTM'),
  at('model.add(tf.layers.dense', 'InputLayer'),
  at('tf.sequential', 'Sequential'),
];
const names = (list: readonly KnownLayer[] | undefined) => list?.map(k => k.layer.name);

function sitesOf(source: string, entries: KnownLayer[], { isStale = false, pins = new PinnedSites() } = {}) {
  const offsetAt = offsetIn(source);
  if (!isStale)
    pins.pin(
      entries.flatMap(k => k.layer.site ?? []),
      offsetAt,
    );
  return layerSites(analyzeSource(source, 'typescript'), entries, {
    pins,
    offsetAt,
    calleeEndAt: offset => offset + 13,
    isStale,
  });
}

describe('layerSites', () => {
  it('has every call, with all that it built, and what only the run knows', () => {
    const sites = sitesOf(text, layers);
    assert.deepEqual(
      sites.map(s => [text.slice(s.start, s.start + 13), names(s.layers)]),
      [
        ['tf.sequential', ['Sequential']],
        ['tf.layers.den', ['dense_1', 'dense_2']],
        ['new Attention', ['Attention']],
        ['tf.layers.bid', []],
        ['tf.layers.lst', ['LSTM']],
      ],
    );
    assert.deepEqual(
      sites.map(s => s.call === null),
      [true, false, true, false, false],
    );
    assert.equal(text.slice(sites[2]!.start, sites[2]!.calleeEnd), 'new Attention');
  });
  it('has calls of a text that never ran', () => {
    assert.deepEqual(
      sitesOf(text, []).map(s => s.call?.name),
      ['dense', 'bidirectional', 'lstm'],
    );
  });
  it('takes a place anywhere in the callee, as a stack frame gives the method name', () => {
    const site = siteOf(text, 'lstm({');
    assert.deepEqual(names(sitesOf(text, [known({ site, className: 'LSTM' })])[2]!.layers), ['dense']);
  });
  it('follows edits made since the run', () => {
    const pins = new PinnedSites();
    sitesOf(text, layers, { pins });
    const inserted = 'model.add(tf.layers.dense({ units: 9 }));\n';
    const offset = text.indexOf('for (');
    const edited = text.slice(0, offset) + inserted + text.slice(offset);
    pins.change({ offset, removed: 0, inserted: inserted.length });
    const sites = sitesOf(edited, layers, { pins, isStale: true });
    assert.deepEqual(
      sites.map(s => names(s.layers)),
      [['Sequential'], [], ['dense_1', 'dense_2'], ['Attention'], [], ['LSTM']],
    );
  });
  it('gives no figures to a call that was typed in the place of another', () => {
    const pins = new PinnedSites();
    sitesOf(text, layers, { pins });
    const offset = text.indexOf('dense({');
    pins.change({ offset, removed: 5, inserted: 7 });
    const sites = sitesOf(text.replace('dense({', 'flatten({'), layers, { pins, isStale: true });
    assert.deepEqual(names(sites[1]!.layers), []);
  });
  it('gives figures of a changed text that was opened later only where the class agrees', () => {
    const edited = text.replace('for (', '\nfor (');
    const sites = sitesOf(edited, layers, { isStale: true });
    assert.deepEqual(
      sites.flatMap(s => names(s.layers)!),
      [],
    );
    assert.ok(sites.every(s => s.call !== null));
  });
  it('forgets a place whose text is gone', () => {
    const pins = new PinnedSites();
    sitesOf(text, layers, { pins });
    pins.change({ offset: 0, removed: text.length, inserted: text.length });
    assert.deepEqual(
      sitesOf(text, layers, { pins, isStale: true }).flatMap(s => names(s.layers)!),
      [],
    );
  });
});

describe('siteAtCallee', () => {
  const sites = sitesOf(text, layers);
  const found = (needle: string, shift = 0) => siteAtCallee(sites, text.indexOf(needle) + shift)?.call?.name;
  it('is the callee alone, not its arguments', () => {
    assert.equal(found('tf.layers.dense'), 'dense');
    assert.equal(found('tf.layers.dense', 'tf.layers.dense'.length), 'dense');
    assert.equal(found('units,'), undefined);
    assert.equal(found('tf.layers.lstm', 4), 'lstm');
    assert.equal(found('import'), undefined);
  });
});

describe('siteAtCursor', () => {
  const sites = sitesOf(text, layers);
  const at = (needle: string, shift = 0) => {
    const offset = text.indexOf(needle) + shift;
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    return siteAtCursor(sites, offset, { start, end: text.indexOf('\n', offset) });
  };
  it('is the call around the cursor, the innermost one', () => {
    assert.equal(at('units,')?.call?.name, 'dense');
    assert.equal(at('tf.layers.lstm({ units', 20)?.call?.name, 'lstm');
  });
  it('is the nearest call with text on the line', () => {
    assert.equal(at('  model.add(tf.layers.dense')?.call?.name, 'dense');
    assert.equal(at('  }));', 6)?.call?.name, 'dense');
    assert.equal(at('model.add(new')?.layers[0]?.layer.name, 'Attention');
    assert.equal(at('model.add(tf.layers.bid')?.call?.name, 'bidirectional');
  });
  it('is none on another line', () => {
    assert.equal(at('import { Attention'), undefined);
    assert.equal(at('const model')?.layers[0]?.layer.name, 'Sequential');
    assert.equal(siteAtCursor([], 0, { start: 0, end: 0 }), undefined);
  });
});
