import assert from 'node:assert/strict';
import type { LayerSnapshot } from '../../../../extension/protocol/run';
import { summarize } from '../../../../extension/core/stats/summarize';
import { withoutBuckets } from '../../../../extension/core/stats/mergeSummaries';
import { markdownText } from '../../../../language/figures/markdownText';
import { answerOf, mostTelling, writeHover } from '../../../../language/providers/hoverText';
import { emptySnapshot, finding, known, someSummary, weightsSnapshot } from './knownLayers';

/** Keeps what was given as text apart from Markdown. */
function write(entry = known(), over: Partial<Parameters<typeof writeHover>[2]> = {}) {
  let markdown = '';
  let text = '';
  const target = {
    appendText: (t: string) => ((text += t), (markdown += markdownText(t))),
    appendMarkdown: (t: string) => (markdown += t),
  };
  writeHover(target, entry, {
    histograms: null,
    against: null,
    theme: 'dark',
    links: [],
    findings: [],
    isStale: false,
    instances: 1,
    ...over,
  });
  return { markdown, text };
}
const rows = (markdown: string) =>
  markdown
    .split('\n')
    .filter(l => l.startsWith('|'))
    .slice(2);
const full: LayerSnapshot = {
  ...weightsSnapshot,
  weightGradients: { kernel: someSummary },
  preActivations: [someSummary, someSummary],
  activations: [someSummary],
};

describe('writeHover', () => {
  it('says what a finding means and what mends it before the picture', () => {
    const remedies = [{ label: 'Use relu', edits: [] }];
    const found = finding({ meaning: 'It grows.', remedies });
    const { rule, fit, model, layer } = found;
    const ref = { program: '/p.ts', rule, fit, model, layer };
    const findings = [{ finding: found, ref, refusals: [null], isStale: false }];
    const links = [{ title: 'Inspect layer', command: 'inspect', arguments: [] }];
    const { markdown } = write(known(), { findings, links, histograms: weightsSnapshot });
    const places = ['It grows', '[Use relu](command:', '![', '[Inspect layer]'].map(t => markdown.indexOf(t));
    assert.ok(
      places.every((at, i) => at > (places[i - 1] ?? -1)),
      markdown,
    );
  });
  it('begins with the name, the shape, the arithmetic and the moment', () => {
    assert.equal(write().text, 'dense · 128 · 128·3,136 + 128 = 401,536');
    assert.equal(
      write(known({}, { snapshot: full, moment: 'epoch 9' }), { isStale: true, instances: 3 }).text,
      'dense · 128 · 128·3,136 + 128 = 401,536 · 1 of 3 layers built here · epoch 9 · source changed since',
    );
    assert.equal(write(known({ arithmetic: '', outputShape: null })).text, 'dense · no parameters');
  });
  it('has at most three rows: weights, pre-activations, activations', () => {
    const { markdown } = write(known({}, { snapshot: full }));
    assert.deepEqual(
      rows(markdown).map(r => r.split('|')[1]),
      ['&emsp;weights \\(kernel\\)', '&emsp;pre\\-activations', '&emsp;activations'],
    );
    // of -1, 0, 1, 2: mean 0.5, population std sqrt(1.25), one zero of four
    assert.ok(
      rows(markdown)[0]!.includes('|&emsp;0.500|&emsp;1.12|&emsp;−1.0 … 2.0|&emsp;25 %|&emsp;0|'),
      rows(markdown)[0],
    );
  });
  it('has the gradients where a row is free', () => {
    const { markdown } = write(known({}, { snapshot: { ...full, preActivations: [] } }));
    assert.match(rows(markdown)[2]!, /gradients/);
  });
  it('has neither table nor picture where nothing was measured', () => {
    assert.deepEqual(rows(write().markdown), []);
    assert.deepEqual(rows(write(known({}, { snapshot: emptySnapshot })).markdown), []);
    assert.doesNotMatch(write(known({}, { snapshot: full })).markdown, /!\[/);
  });
  it('has the picture where buckets were kept, with the answer as its text', () => {
    const entry = known({}, { snapshot: full });
    const { markdown } = write(entry, { histograms: full });
    const image = /!\[(.*)\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)\)/.exec(markdown)!;
    assert.equal(image[1], markdownText(answerOf(entry), 400));
    const svg = Buffer.from(image[2]!, 'base64').toString();
    for (const title of ['Weights', 'Pre-activations', 'Activations', 'Gradients'])
      assert.ok(svg.includes(title), title);
    const bare = { ...emptySnapshot, weights: { kernel: withoutBuckets(someSummary) } };
    assert.doesNotMatch(write(entry, { histograms: bare }).markdown, /!\[/);
  });
  it('shows a layer with a finding over the one that the finding names', () => {
    const entry = known({}, { snapshot: full, moment: 'before training', findings: [finding()] });
    const before = { ...emptySnapshot, preActivations: [summarize(Float32Array.of(-0.1, 0.1))] };
    const { markdown } = write(entry, { histograms: full, against: { name: 'conv1', histograms: before } });
    // std of -0.1, 0.1 is 0.1; of -1, 0, 1, 2 sqrt(1.25)
    assert.deepEqual(
      rows(markdown).map(r => r.split('|').slice(1, 3).join()),
      ['&emsp;conv1,&emsp;0.100', '&emsp;dense,&emsp;1.12'],
    );
    assert.match(markdown, /\|&emsp;before training\|&emsp;std\|/);
    const svg = Buffer.from(/base64,([^)]*)/.exec(markdown)![1]!, 'base64').toString();
    assert.match(svg, /dotted: conv1/);
    assert.match(svg, /stroke-dasharray/);
  });
  it('shows the layer alone where the other one has no pre-activations or no buckets', () => {
    const entry = known({}, { snapshot: full, findings: [finding()] });
    const { markdown } = write(entry, { histograms: full, against: { name: 'conv1', histograms: emptySnapshot } });
    assert.equal(rows(markdown).length, 3);
  });
  it('says for the ear what the picture shows', () => {
    assert.equal(
      answerOf(known({}, { snapshot: weightsSnapshot })),
      'dense, spread ok: weights (kernel) mean 0.500, std 1.12',
    );
    assert.match(answerOf(known({}, { findings: [finding()] })), /^dense, variance ×180/);
  });
  it('shows what a file says as text, never as a link or a tag', () => {
    const evil = '[a](command:x)\n\n<b>|![i](http://x/)';
    const entry = known(
      { name: evil, arithmetic: evil },
      {
        snapshot: { ...emptySnapshot, weights: { [evil]: someSummary } },
        moment: evil,
        findings: [finding({ label: evil })],
      },
    );
    const { markdown } = write(entry, { histograms: { ...emptySnapshot, weights: { [evil]: someSummary } } });
    const unescaped = markdown.replace(/\\./g, '').replace(/!\[[^\]]*\]\(data:[^)]*\)/, '');
    assert.doesNotMatch(unescaped, /\]\(|</);
    assert.doesNotMatch(markdown, /https?:/);
    assert.equal(rows(markdown).length, 1);
  });
  it('links with arguments that survive', () => {
    const link = { title: 'Inspect layer', command: 'layerglass.inspectLayer', arguments: ['file:///a b).ts', 12] };
    const { markdown } = write(known(), { links: [link, { ...link, title: 'Other' }] });
    const [first] = [...markdown.matchAll(/\[([^\]]*)\]\(command:([\w.]+)\?([^)]*)\)/g)];
    assert.equal(first![1], 'Inspect layer');
    assert.deepEqual(JSON.parse(decodeURIComponent(first![3]!)), link.arguments);
    assert.match(markdown, / · \[Other\]/);
  });
});

describe('mostTelling', () => {
  it('is the layer with the worst finding, else the first', () => {
    const healthy = known({ name: 'a' });
    const bad = known({ name: 'b' }, { findings: [finding()] });
    const worse = known({ name: 'c' }, { findings: [finding({ severity: 'error' })] });
    assert.equal(mostTelling([]), undefined);
    assert.equal(mostTelling([healthy, known()]), healthy);
    assert.equal(mostTelling([healthy, bad, worse]), worse);
  });
});
