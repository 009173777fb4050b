import { formatCount } from '../../extension/core/stats/formatFigure';
import type { ModelInfo, Shape } from '../../extension/protocol/model';
import { severities, type Finding } from '../../extension/protocol/finding';
import { plainText } from '../../extension/core/text/plainText';
import type { KnownLayer } from './modelKnowledge';

const parts = (...texts: (string | null)[]): string => texts.filter(Boolean).join(' · ');
const counted = (n: number, singular: string): string => `${formatCount(n)} ${singular}${n === 1 ? '' : 's'}`;
const staleText = 'source changed since';

/** `14×14×64`: without the batch, `?` for a dimension that is not known; empty where there is none. */
export function shapeText(shape: Shape | null): string {
  return shape === null
    ? ''
    : shape
        .slice(1)
        .map(d => (d === null ? '?' : formatCount(d)))
        .join('×');
}

/** `14×14×64 · 18,496 params`; of several layers from one call: `4 layers · …`, with `each` where they are alike. */
export function layerFigures(known: readonly KnownLayer[]): string {
  const [first] = known;
  if (!first) return '';
  const { outputShape, parameters } = first.layer;
  const isAlike = known.every(
    k => k.layer.parameters === parameters && shapeText(k.layer.outputShape) === shapeText(outputShape),
  );
  if (known.length === 1) return parts(shapeText(outputShape), counted(parameters, 'param'));
  const layers = counted(known.length, 'layer');
  if (isAlike) return parts(layers, shapeText(outputShape), `${counted(parameters, 'param')} each`);
  return parts(
    layers,
    counted(
      known.reduce((n, k) => n + k.layer.parameters, 0),
      'param',
    ),
  );
}

/** Text of the first lens above a layer call. `name` is given where the line has several calls. */
export function inspectText(
  known: readonly KnownLayer[],
  { hasInspect, hasShape, isStale, name }: { hasInspect: boolean; hasShape: boolean; isStale: boolean; name: string },
): string {
  const figures = hasShape ? layerFigures(known) : '';
  const isNamed = hasInspect && name !== '';
  return parts(
    hasInspect ? 'Inspect layer' : null,
    isNamed ? plainText(name, 40) : null,
    figures,
    figures && isStale ? staleText : null,
  );
}

/** The worst finding first; those of one severity in their order. */
export const bySeverity = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));

/** True where something can be said of the layer's health: it has a finding, or weights or pre-activations were measured. */
export function hasHealth({ findings, snapshot }: KnownLayer): boolean {
  if (findings.length > 0) return true;
  return snapshot !== null && (snapshot.preActivations.length > 0 || Object.keys(snapshot.weights).length > 0);
}

/** VS Code takes an ordinary space after an icon away. */
const gap = '\u00a0';
const icons = { error: '$(error)', warning: '$(warning)', info: '$(info)' } as const;

/** `$(warning) variance ×180`, `$(pass) spread ok`; empty where nothing is known. */
export function healthText(known: readonly KnownLayer[]): string {
  const [worst] = bySeverity(known.flatMap(k => k.findings));
  if (!worst) return known.some(hasHealth) ? `$(pass)${gap}spread ok` : '';
  const count = known.reduce((n, k) => n + k.findings.length, 0);
  const where = known.length > 1 && worst.layer !== null ? `${plainText(worst.layer, 40)}: ` : '';
  return `${icons[worst.severity]}${gap}${where}${plainText(worst.label, 60)}${count > 1 ? ` +${count - 1}` : ''}`;
}

/** `$(error) labels are classes +1` above a compile's or a fit's call; empty where nothing was found there. */
export function findingsLensText(findings: readonly Finding[]): string {
  const [worst, ...others] = bySeverity(findings);
  return worst
    ? `${icons[worst.severity]}${gap}${plainText(worst.label, 60)}${others.length ? ` +${others.length}` : ''}`
    : '';
}

/** `421,642 params · 4 trained layers · 3 findings` of what was built at one place. */
export function modelText(
  models: readonly ModelInfo[],
  findings: readonly Finding[],
  { hasShape, hasHealth, isStale }: { hasShape: boolean; hasHealth: boolean; isStale: boolean },
): string {
  const [model] = models;
  if (!model) return '';
  // A model or wrapper inside the model stands for the layers it holds.
  const holders = new Set(model.layers.map(l => l.parent));
  const trained = model.layers.filter(l => l.trainable > 0 && !holders.has(l.name)).length;
  const totals = hasShape
    ? parts(
        models.length > 1 ? counted(models.length, 'model') : null,
        counted(model.parameters, 'param'),
        counted(trained, 'trained layer'),
      )
    : '';
  const found = hasHealth && findings.length > 0 ? counted(findings.length, 'finding') : '';
  const text = parts(totals, found);
  return parts(text, text && isStale ? staleText : null);
}
