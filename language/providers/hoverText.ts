import { formatFigure, formatShare, groupThousands } from '../../extension/core/stats/formatFigure';
import { percentile } from '../../extension/core/stats/percentile';
import { plainText } from '../../extension/core/text/plainText';
import type { LayerSnapshot } from '../../extension/protocol/run';
import type { Summary, TensorKind } from '../../extension/protocol/summary';
import { histogramsSvg, svgDataUri, type HistogramPanel } from '../figures/histogramSvg';
import { markdownText } from '../figures/markdownText';
import type { ThemeName } from '../figures/themeColors';
import { findingLinks, writeFindings, type HoverFinding } from './findingHover';
import { bySeverity, hasHealth, shapeText } from './layerText';
import type { KnownLayer } from './modelKnowledge';

/** The part of vscode.MarkdownString that is written to. */
export interface MarkdownTarget {
  appendText(text: string): unknown;
  appendMarkdown(text: string): unknown;
}
export interface HoverLink {
  title: string;
  command: string;
  arguments: unknown[];
}

/** A layer with its histograms. */
export interface ComparedLayer {
  name: string;
  histograms: LayerSnapshot;
}

const maxRows = 3;

/** The layer to show of those that one call built: the one with the worst finding, else the first. */
export function mostTelling(known: readonly KnownLayer[]): KnownLayer | undefined {
  const [worst] = bySeverity(known.flatMap(k => k.findings));
  return known.find(k => worst !== undefined && k.findings.includes(worst)) ?? known[0];
}

/**
 * Writes a layer's hover: a line of name and arithmetic, what its findings mean, the histograms where buckets were kept, at
 * most three rows of figures, a line of links. Names go in by `appendText` or escaped; nothing is HTML.
 */
export function writeHover(
  target: MarkdownTarget,
  known: KnownLayer,
  options: {
    histograms: LayerSnapshot | null;
    /** The layer that a finding compares this one with; null where there is no such finding. */
    against: ComparedLayer | null;
    theme: ThemeName;
    links: readonly HoverLink[];
    findings: readonly HoverFinding[];
    isStale: boolean;
    /** How many layers the call built. */
    instances: number;
  },
): void {
  const { layer, moment, snapshot } = known;
  target.appendMarkdown('**');
  target.appendText(plainText(layer.name, 60));
  target.appendMarkdown('**');
  const facts = [
    shapeText(layer.outputShape),
    groupThousands(layer.arithmetic) || 'no parameters',
    options.instances > 1 ? `1 of ${options.instances} layers built here` : '',
    snapshot ? moment : '',
    options.isStale ? 'source changed since' : '',
  ];
  target.appendText(['', ...facts.filter(Boolean).map(f => plainText(f))].join(' · '));
  writeFindings(target, options.findings);
  // before the picture: what mends it is seen without scrolling
  const mending = findingLinks(options.findings);
  if (mending.length > 0) writeLinks(target, mending);
  const compared = comparison(known, options.histograms, options.against);
  const panels = compared ? [compared.panel] : options.histograms ? panelsOf(options.histograms) : [];
  if (panels.length > 0) {
    const image = svgDataUri(histogramsSvg(panels, { theme: options.theme }));
    target.appendMarkdown(`\n\n![${markdownText(answerOf(known), 400)}](${image})`);
  }
  const rows = snapshot ? tensorsOf(snapshot).filter(t => t.kind !== 'gradients' || t.isSpare) : [];
  if (compared) target.appendMarkdown(`\n\n${compared.table}`);
  else if (rows.length > 0) target.appendMarkdown(`\n\n${figuresTable(rows.slice(0, maxRows))}`);
  writeLinks(target, options.links);
}

/** A line of links that run commands. */
export function writeLinks(target: MarkdownTarget, links: readonly HoverLink[]): void {
  const written = links.map(l => `[${markdownText(l.title)}](command:${l.command}?${encodeArguments(l.arguments)})`);
  target.appendMarkdown(`\n\n${written.join(' · ')}`);
}

/** Parentheses too: one that closes would end the link. */
const encodeArguments = (values: readonly unknown[]): string =>
  encodeURIComponent(JSON.stringify(values)).replace(/[()]/g, c => `%${c.charCodeAt(0).toString(16)}`);

/** What the pictures show, as one sentence: their text alternative. */
export function answerOf(known: KnownLayer): string {
  const { layer, findings, snapshot } = known;
  const [worst] = bySeverity(findings);
  const health = worst ? worst.label : hasHealth(known) ? 'spread ok' : '';
  const spreads = (snapshot ? tensorsOf(snapshot) : []).map(
    t => `${t.title} mean ${formatFigure(t.summary.mean)}, std ${formatFigure(t.summary.std)}`,
  );
  return `${layer.name}${health && `, ${health}`}: ${spreads.join('; ')}`;
}

interface Tensor {
  title: string;
  kind: TensorKind;
  summary: Summary;
  /** It has a row of its own only because something before it is missing. */
  isSpare?: boolean;
}

/** Weights first as a layer lists them: the kernel. Of a shared layer the first call. */
function tensorsOf(snapshot: LayerSnapshot): Tensor[] {
  const { weights, weightGradients, preActivations, activations } = snapshot;
  const [weightName] = Object.keys(weights);
  const list: Tensor[] = [];
  if (weightName !== undefined)
    list.push({ title: `weights (${weightName})`, kind: 'weights', summary: weights[weightName]! });
  if (preActivations[0]) list.push({ title: 'pre-activations', kind: 'preActivations', summary: preActivations[0] });
  if (activations[0]) list.push({ title: 'activations', kind: 'activations', summary: activations[0] });
  const gradient = weightName === undefined ? undefined : weightGradients[weightName];
  if (gradient) list.push({ title: 'gradients', kind: 'gradients', summary: gradient, isSpare: list.length < maxRows });
  return list;
}

const panelTitles: Record<TensorKind, string> = {
  weights: 'Weights',
  preActivations: 'Pre-activations',
  activations: 'Activations',
  gradients: 'Gradients',
};
const panelsOf = (histograms: LayerSnapshot): HistogramPanel[] =>
  tensorsOf(histograms)
    .filter(t => t.summary.buckets)
    .map(t => ({ title: panelTitles[t.kind], kind: t.kind, summary: t.summary }));

/** Pre-activations of a layer over those of the one that a finding names; null where either has none. */
function comparison(
  known: KnownLayer,
  histograms: LayerSnapshot | null,
  against: ComparedLayer | null,
): { panel: HistogramPanel; table: string } | null {
  const summary = histograms?.preActivations[0];
  const reference = against?.histograms.preActivations[0];
  if (!against || !summary?.buckets || !reference?.buckets) return null;
  const rows = [
    { name: against.name, summary: reference },
    { name: known.layer.name, summary },
  ].map(({ name, summary: s }) => [
    markdownText(name, 40),
    formatFigure(s.std),
    `${formatFigure(percentile(s, 0.01), 2)} … ${formatFigure(percentile(s, 0.99), 2)}`,
    zeroShare(s),
    nonFinite(s),
  ]);
  return {
    panel: {
      title: `Pre-activations, dotted: ${plainText(against.name, 40)}`,
      kind: 'preActivations',
      summary,
      reference,
    },
    table: table([markdownText(known.moment, 40), 'std', '1 … 99 %', 'zero', 'NaN, ∞'], rows),
  };
}

const figuresTable = (rows: readonly Tensor[]): string =>
  table(
    ['', 'mean', 'std', 'range', 'zero', 'NaN, ∞'],
    rows.map(({ title, summary: s }) => [
      markdownText(title, 40),
      formatFigure(s.mean),
      formatFigure(s.std),
      s.min === null ? '–' : `${formatFigure(s.min, 2)} … ${formatFigure(s.max, 2)}`,
      zeroShare(s),
      nonFinite(s),
    ]),
  );

const zeroShare = (s: Summary): string => formatShare(s.count > 0 ? s.zeros / s.count : null);
/** Counted and written, also when there are none. */
const nonFinite = (s: Summary): string => String(s.nan + s.posInf + s.negInf);

/** Cells begin with an em space: tables in hovers have no padding. */
function table(head: readonly string[], rows: readonly string[][]): string {
  const cells = (list: readonly string[]) => `|${list.map(c => `&emsp;${c}`).join('|')}|`;
  return [cells(head), `|:--|${'--:|'.repeat(head.length - 1)}`, ...rows.map(cells)].join('\n');
}
