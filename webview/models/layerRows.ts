import { formatBytes, formatCount, formatFigure, formatShare } from '../../extension/core/stats/formatFigure';
import { variablesModelName, type LayerInfo, type ModelInfo, type Shape } from '../../extension/protocol/model';
import type { Finding } from '../../extension/protocol/finding';
import type { LayerSnapshot, Snapshot } from '../../extension/protocol/run';
import type { Summary, TensorKind } from '../../extension/protocol/summary';
import { strong, type Answer } from './answer';
import type { Column, Row } from './cell';
import { findingsOf, findingIcon, healthCell, isJudged } from './layerHealth';
import { tensorsOf, zeroShare } from './tensors';

/** `14×14×64`; the batch is left out, an unknown dimension is `?`. */
export function shapeText(shape: Shape | null): string {
  if (!shape) return '–';
  const rest = shape.slice(1);
  return rest.length ? rest.map(d => (d === null ? '?' : formatCount(d))).join('×') : 'scalar';
}
/** A row's key: the layer, and of a model that is a bag of variables the variable too. */
export const layerKey = (layer: string, tensor = ''): string => (tensor ? `${layer}\n${tensor}` : layer);

export function layerColumns(kind: TensorKind): Column[] {
  return [
    { key: 'layer', head: 'layer' },
    { key: 'output', head: 'output', isNumber: true, hideBelow: 560 },
    { key: 'arithmetic', head: 'arithmetic', isNumber: true, isCode: true, hideBelow: 560 },
    { key: 'params', head: 'params', isNumber: true },
    { key: 'shape', head: 'shape', isPainted: true, title: 'each on its own scale', width: '128px' },
    { key: 'std', head: 'std', isNumber: true, hideBelow: 560 },
    {
      key: 'zero',
      head: kind === 'preActivations' ? 'zero after' : 'zero',
      title: kind === 'preActivations' ? 'share of exact zeros after the activation function' : 'share of exact zeros',
      isNumber: true,
      hideBelow: 560,
    },
    { key: 'health', head: 'health' },
    { key: 'line', head: 'line', hideBelow: 860 },
  ];
}

interface LayerTableInput {
  model: ModelInfo;
  snapshot: Snapshot | null;
  kind: TensorKind;
  findings: readonly Finding[];
  /** Nested models by name; what is not in it is open when the model is small or holds a finding. */
  expanded: Readonly<Record<string, boolean>>;
}

/** More layers than this start folded where they are nested. */
const smallModel = 24;

/** The layers in their order, nested models folded or with their layers below them. */
export function layerRows(input: LayerTableInput): Row[] {
  const { model, snapshot } = input;
  const byName = new Map(snapshot?.layers.map(l => [l.name, l]));
  if (model.name === variablesModelName) return variableRows(input, byName);
  const childrenOf = new Map<string, LayerInfo[]>();
  for (const layer of model.layers)
    if (layer.parent) childrenOf.set(layer.parent, [...(childrenOf.get(layer.parent) ?? []), layer]);
  const rows: Row[] = [];
  const known = new Set(model.layers.map(l => l.name));
  const add = (layer: LayerInfo) => {
    const children = (childrenOf.get(layer.name) ?? []).filter(c => c !== layer);
    const all = descendants(layer, childrenOf);
    const isOpen = children.length ? isExpanded(input, layer, all) : undefined;
    rows.push(
      children.length ? groupRow(input, layer, all, byName, isOpen!) : layerRow(input, layer, byName.get(layer.name)),
    );
    if (isOpen) children.forEach(add);
  };
  model.layers.filter(l => l.parent === null || !known.has(l.parent)).forEach(add);
  return rows;
}

function descendants(
  layer: LayerInfo,
  childrenOf: Map<string, LayerInfo[]>,
  seen = new Set([layer.name]),
): LayerInfo[] {
  return (childrenOf.get(layer.name) ?? []).flatMap(child => {
    if (seen.has(child.name)) return [];
    seen.add(child.name);
    return [child, ...descendants(child, childrenOf, seen)];
  });
}

function isExpanded({ model, findings, expanded }: LayerTableInput, layer: LayerInfo, inside: LayerInfo[]): boolean {
  return (
    expanded[layer.name] ??
    (model.layers.length <= smallModel || inside.some(l => findingsOf(findings, model.name, l.name).length > 0))
  );
}

function layerRow(input: LayerTableInput, layer: LayerInfo, taken: LayerSnapshot | undefined): Row {
  const { model, kind, findings } = input;
  const tensor = taken ? tensorsOf(taken, kind)[0] : undefined;
  const after = kind === 'preActivations' ? taken?.activations[0] : tensor?.summary;
  const isOutput = model.outputs.some(o => o.name === layer.name) || layer === model.layers.at(-1);
  const showsZero = after && tensor && !(kind === 'preActivations' && isOutput);
  return {
    key: layerKey(layer.name),
    level: layer.depth,
    isSelectable: true,
    isMuted: !isJudged(layer),
    cells: {
      layer: {
        text: layer.name,
        title: `${layer.name}, ${layer.className}`,
        small: layer.calls > 1 ? `${layer.className}, ${layer.calls} calls` : layer.className,
      },
      output: shapeText(layer.outputShape),
      arithmetic: layer.arithmetic ? layer.arithmetic.replace(/=[^=]*$/, '=') : '',
      params: formatCount(layer.parameters),
      shape: tensor ? { summary: tensor.summary, title: '' } : '',
      std: tensor ? formatFigure(tensor.summary.std) : '',
      zero: showsZero ? formatShare(zeroShare(after)) : tensor ? '–' : '',
      health: healthCell(findings, model, layer, taken !== undefined),
      line: layer.site ? { site: layer.site } : '',
    },
  };
}

/** A nested model: its parameters, the range of its layers' spreads, and the worst of their findings. */
function groupRow(
  input: LayerTableInput,
  layer: LayerInfo,
  inside: LayerInfo[],
  byName: Map<string, LayerSnapshot>,
  isOpen: boolean,
): Row {
  const { model, kind, findings } = input;
  const stds = inside
    .map(l => byName.get(l.name))
    .flatMap(taken => (taken ? tensorsOf(taken, kind).slice(0, 1) : []))
    .map(t => t.summary.std)
    .filter(s => s !== null);
  const hurt = inside.filter(l => findingsOf(findings, model.name, l.name).length > 0);
  const worst = [layer, ...hurt].flatMap(l => findingsOf(findings, model.name, l.name))[0];
  return {
    key: layerKey(layer.name),
    level: layer.depth,
    isSelectable: true,
    isExpanded: isOpen,
    cells: {
      layer: {
        text: layer.name,
        title: `${layer.name}, ${layer.className}`,
        small: `${layer.className}, ${inside.length} layers`,
      },
      output: shapeText(layer.outputShape),
      params: formatCount(layer.parameters || inside.reduce((sum, l) => sum + l.parameters, 0)),
      shape: stds.length > 1 ? { spreads: stds, title: '' } : '',
      std: stds.length ? { text: rangeText(Math.min(...stds), Math.max(...stds)), isMuted: true } : '',
      health: worst
        ? {
            icon: findingIcon(worst),
            text: `${Math.max(1, hurt.length)} of ${inside.length} layers`,
            title: worst.message,
          }
        : stds.length
          ? { icon: { name: 'pass', tone: 'good' }, text: 'ok', isMuted: true }
          : '',
      line: layer.site ? { site: layer.site } : '',
    },
  };
}

function rangeText(low: number, high: number): string {
  const [from, to] = [formatFigure(low, 2), formatFigure(high, 2)];
  return from === to ? from : `${from} … ${to}`;
}

/** Variables that no layer holds: a row for each. */
function variableRows({ model, kind, findings }: LayerTableInput, byName: Map<string, LayerSnapshot>): Row[] {
  return model.layers.flatMap(layer => {
    const taken = byName.get(layer.name);
    const tensors = new Map(taken ? tensorsOf(taken, kind).map(t => [t.id, t.summary]) : []);
    return layer.weights.map(weight => {
      const summary: Summary | undefined = tensors.get(weight.name);
      const count = weight.shape.reduce((product, d) => product * d, 1);
      return {
        key: layerKey(layer.name, weight.name),
        isSelectable: true,
        cells: {
          layer: { text: weight.name, small: weight.trainable ? weight.dtype : `${weight.dtype}, not trained` },
          output: weight.shape.length ? weight.shape.map(formatCount).join('×') : 'scalar',
          arithmetic: weight.shape.length > 1 ? `${weight.shape.map(formatCount).join('·')} =` : '',
          params: formatCount(count),
          shape: summary ? { summary, title: '' } : '',
          std: summary ? formatFigure(summary.std) : '',
          zero: summary ? formatShare(zeroShare(summary)) : '',
          health: healthCell(findings, model, layer, taken !== undefined),
          line: layer.site ? { site: layer.site } : '',
        },
      };
    });
  });
}

/** The row under the table. */
export function totalRow(model: ModelInfo): Row {
  const frozen = model.parameters - model.trainable;
  return {
    key: 'total',
    isMuted: true,
    cells: {
      layer: 'total',
      params: formatCount(model.parameters),
      shape: {
        span: 5,
        text: `${frozen ? `${formatCount(model.trainable)} trainable` : 'trainable'} · ${formatBytes(model.parameters * 4)} as float32`,
      },
    },
  };
}

/** What is in the model, and is it healthy? */
export function layersAnswer(model: ModelInfo, findings: readonly Finding[], isKnown: boolean): Answer {
  const judged = model.layers.filter(isJudged).filter(l => !model.layers.some(c => c.parent === l.name));
  if (model.name === variablesModelName) {
    const count = model.layers.reduce((sum, l) => sum + l.weights.length, 0);
    return [`${count} ${count === 1 ? 'variable' : 'variables'} that no layer holds.`];
  }
  const hurt = judged.filter(l => findingsOf(findings, model.name, l.name).some(f => f.severity !== 'info'));
  const layers = (n: number) => `${n} ${n === 1 ? 'layer' : 'layers'}`;
  if (!judged.length) return [`${layers(model.layers.length)}, none with weights.`];
  if (hurt.length === 0)
    return [isKnown ? `${judged.length} healthy, none to look at.` : `${layers(judged.length)} with weights.`];
  if (hurt.length === judged.length && hurt.length > 1)
    return [strong(`All ${hurt.length}`), ' layers with weights need attention.'];
  if (hurt.length > judged.length / 2)
    return [strong(`${hurt.length} of ${judged.length}`), ' layers with weights need attention.'];
  return [`${judged.length - hurt.length} healthy, `, strong(`${hurt.length} to look at`), '.'];
}
