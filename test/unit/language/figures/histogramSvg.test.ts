import assert from 'node:assert/strict';
import fc from 'fast-check';
import { summarize } from '../../../../extension/core/stats/summarize';
import { histogramsSvg, histogramSvg, svgDataUri } from '../../../../language/figures/histogramSvg';

const options = { theme: 'dark', kind: 'weights' } as const;
const of = (...values: number[]) => summarize(Float32Array.from(values));
const labels = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(m => m[1]);
/** Heights of the steps, from the axis upwards. */
function heights(svg: string): number[] {
  const path = /<path d="M[\d.]+ ([\d.]+)((?:V[\d.]+H[\d.]+)+)/.exec(svg);
  return path ? [...path[2]!.matchAll(/V([\d.]+)/g)].map(m => Number(path[1]) - Number(m[1])) : [];
}

describe('histogramSvg', () => {
  it('says in words what has no shape: nothing, nothing finite, one value', () => {
    assert.deepEqual(labels(histogramSvg(of(), options)), ['empty']);
    assert.deepEqual(labels(histogramSvg(of(NaN, Infinity), options)), ['no finite value']);
    assert.deepEqual(labels(histogramSvg(of(-0.5, -0.5, -0.5), options)), ['all −0.500']);
    assert.deepEqual(labels(histogramSvg(of(0, 0), options)), ['all 0']);
    assert.deepEqual(labels(histogramSvg(of(3, 3), options)), ['all 3']);
  });
  it('draws a constant as one bin and zeros as a pin alone', () => {
    assert.equal(heights(histogramSvg(of(-0.5, -0.5), options)).filter(h => h > 0).length, 1);
    const zeros = histogramSvg(of(0, 0, 0), options);
    assert.deepEqual(heights(zeros), []);
    assert.match(zeros, /<circle/);
    assert.doesNotMatch(histogramSvg(of(1, 2), options), /<circle/);
  });
  it('has zero in the middle, the ends labelled, and the same height for the same share', () => {
    const svg = histogramSvg(of(-2, -1, -1, 1, 1, 2), options);
    assert.deepEqual(labels(svg), ['−2.0', '0', '2.0']);
    const steps = heights(svg);
    // a symmetric tensor: bins are [left, right), so values on an edge may be one bin further right
    const left = steps.slice(0, steps.length / 2).reduce((a, b) => a + b);
    const right = steps.slice(steps.length / 2).reduce((a, b) => a + b);
    assert.ok(Math.abs(left - right) < 1, `${left} ${right}`);
    assert.ok(Math.abs(Math.max(...steps) - (66 - 13 - 2 - 2)) < 0.1);
  });
  it('leaves out the far tail, so that one outlier does not flatten all', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i % 200) / 100 - 1);
    const svg = histogramSvg(of(...values, 1e6), options);
    assert.ok(heights(svg).filter(h => h > 1).length > 20);
  });
  it('draws several side by side, each kind in its colour, all inside the picture', () => {
    const panels = (['weights', 'preActivations', 'activations', 'gradients'] as const).map(kind => ({
      kind,
      title: `<${kind}>`,
      summary: of(-1, 2, 3),
    }));
    const svg = histogramsSvg(panels, { theme: 'light' });
    for (const color of ['#652d90', '#0063d3', '#388a34', '#bf8803']) assert.ok(svg.includes(color), color);
    assert.ok(svg.includes('&#60;weights&#62;'));
    const xs = [...svg.matchAll(/H([\d.]+)|\bx="([\d.]+)"/g)].map(m => Number(m[1] ?? m[2]));
    assert.ok(Math.min(...xs) >= 0 && Math.max(...xs) <= 452);
  });
  it('draws a reference dotted, on one symmetric axis that holds both whole', () => {
    const panel = { kind: 'preActivations' as const, title: '', summary: of(-100, 10, 50), reference: of(-1, 0.5, 1) };
    const svg = histogramsSvg([panel], { theme: 'dark' });
    assert.equal(svg.match(/stroke-dasharray/g)!.length, 1);
    assert.equal(heights(svg).filter(h => h > 0).length, 3);
    assert.ok(
      labels(svg).includes('0') && labels(svg).includes('100') && labels(svg).includes('−100'),
      labels(svg).join(),
    );
  });
  it('is well formed for any values, with no figure that is not a number', () => {
    const value = fc.oneof(fc.float(), fc.constantFrom(0, NaN, Infinity, 1e-45, 3.4e38, -3.4e38));
    fc.assert(
      fc.property(fc.array(value), fc.boolean(), (values, isCompared) => {
        const reference = of(...values.toReversed().slice(1));
        const svg = isCompared
          ? histogramsSvg([{ title: '', kind: 'weights', summary: of(...values), reference }], options)
          : histogramSvg(of(...values), options);
        assert.doesNotMatch(svg.replace(/>[^<]*</g, '><'), /NaN|Infinity|undefined/);
        assert.equal(svg.match(/<(?!\/)/g)!.length, svg.match(/\/>|<\//g)!.length);
        assert.equal(Buffer.from(svgDataUri(svg).split(',')[1]!, 'base64').toString(), svg);
      }),
    );
  });
});
