import assert from 'node:assert/strict';
import {
  bySeverity,
  healthText,
  inspectText,
  layerFigures,
  modelText,
  shapeText,
} from '../../../../language/providers/layerText';
import { emptySnapshot, finding, known, model, someSummary, weightsSnapshot } from './knownLayers';

const all = { hasInspect: true, hasShape: true, isStale: false, name: '' };

describe('texts of lenses', () => {
  it('writes a shape without the batch', () => {
    assert.equal(shapeText([null, 14, 14, 64]), '14×14×64');
    assert.equal(shapeText([null, null, 3136]), '?×3,136');
    assert.equal(shapeText([null]), '');
    assert.equal(shapeText([]), '');
    assert.equal(shapeText(null), '');
  });
  it('says Inspect layer alone before anything is known', () => {
    assert.equal(inspectText([], all), 'Inspect layer');
  });
  it('adds shape and parameters once known', () => {
    assert.equal(inspectText([known()], all), 'Inspect layer · 128 · 401,536 params');
    assert.equal(inspectText([known({ parameters: 1, outputShape: null })], all), 'Inspect layer · 1 param');
    assert.equal(inspectText([known({ parameters: 0 })], all), 'Inspect layer · 128 · 0 params');
  });
  it('follows the settings', () => {
    assert.equal(inspectText([known()], { ...all, hasShape: false }), 'Inspect layer');
    assert.equal(inspectText([known()], { ...all, hasInspect: false }), '128 · 401,536 params');
    assert.equal(inspectText([known()], { ...all, hasInspect: false, hasShape: false }), '');
  });
  it('counts what one call built in a loop', () => {
    assert.equal(layerFigures([known(), known()]), '2 layers · 128 · 401,536 params each');
    assert.equal(layerFigures([known(), known({ parameters: 4 })]), '2 layers · 401,540 params');
  });
  it('names the layer on a line that has several, as text', () => {
    assert.equal(inspectText([], { ...all, name: '$(error)\n' }), 'Inspect layer · $ (error) ');
  });
  it('says when the figures are of an older text, and only where there are figures', () => {
    assert.equal(
      inspectText([known()], { ...all, isStale: true }),
      'Inspect layer · 128 · 401,536 params · source changed since',
    );
    assert.equal(inspectText([], { ...all, isStale: true }), 'Inspect layer');
  });
  it('has no health before a measurement, nor for a layer without weights or pre-activations', () => {
    assert.equal(healthText([]), '');
    assert.equal(healthText([known()]), '');
    assert.equal(healthText([known({}, { snapshot: { ...emptySnapshot, activations: [someSummary] } })]), '');
  });
  it('has the label of the worst finding, else that the spread is ok', () => {
    assert.equal(healthText([known({}, { snapshot: weightsSnapshot })]), '$(pass)\u00a0spread ok');
    const findings = [finding(), finding({ severity: 'error', label: 'NaN at step 12' })];
    assert.equal(healthText([known({}, { findings: [findings[0]!] })]), '$(warning)\u00a0variance ×180');
    assert.equal(healthText([known({}, { findings })]), '$(error)\u00a0NaN at step 12 +1');
    assert.equal(
      healthText([known(), known({}, { findings: [findings[0]!] })]),
      '$(warning)\u00a0dense: variance ×180',
    );
    assert.equal(
      healthText([known({}, { findings: [finding({ label: '$(check) ok\u202e' })] })]),
      '$(warning)\u00a0$ (check) ok\\u{202e}',
    );
  });
  it('orders findings by severity, then as they came', () => {
    const list = [
      finding({ severity: 'info' }),
      finding({ label: 'a' }),
      finding({ severity: 'error' }),
      finding({ label: 'b' }),
    ];
    assert.deepEqual(
      bySeverity(list).map(f => `${f.severity} ${f.label}`),
      ['error variance ×180', 'warning a', 'warning b', 'info variance ×180'],
    );
  });
  it('sums a model up', () => {
    const layers = [known().layer, known({ trainable: 0 }).layer];
    const kinds = { hasShape: true, hasHealth: true, isStale: false };
    assert.equal(modelText([], [], kinds), '');
    assert.equal(modelText([model({ layers })], [], kinds), '421,642 params · 1 trained layer');
    assert.equal(
      modelText([model({ layers })], [finding(), finding(), finding()], kinds),
      '421,642 params · 1 trained layer · 3 findings',
    );
    assert.equal(modelText([model({ layers })], [], { ...kinds, hasShape: false }), '');
    assert.equal(
      modelText([model({ layers })], [finding()], { ...kinds, hasShape: false, isStale: true }),
      '1 finding · source changed since',
    );
    const nested = [known({ name: 'encoder' }).layer, known({ name: 'inner', depth: 1, parent: 'encoder' }).layer];
    assert.match(modelText([model({ layers: nested })], [], kinds), / 1 trained layer$/);
    assert.match(modelText([model(), model()], [], kinds), /^2 models · /);
  });
});
