import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import type { LayerSnapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';
import { formatRate } from '../stats/formatFigure';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { initializerFor } from './initializerAdvice';
import { fansOf, kernelsOf, type Kernel } from './kernelScale';
import { isUntrained, layerFinding, whenOf } from './layerFinding';
import { isWeighted, type LayerGraph, graphOf } from './layerGraph';
import { isCutting } from './layerKinds';
import { initializerNeeds, remediesOf } from './remedies';
import { snapshotLayers } from './snapshotLayers';

/**
 * Kernels whose values are all zero, or all alike, and layers with weights that return only zeros. Biases begin at zero; so
 * may what makes an output, or ends a branch that is added to another.
 */
export const allZeros: FindingRule = {
  id: 'all-zeros',
  title: 'A kernel or an output that is all zero, or all alike',
  severity: 'error',
  limits: {
    minValues: { default: 4, description: 'values of the tensor; with fewer nothing is said' },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, previous, limit } = context;
    const graph = graphOf(model);
    const layers = snapshotLayers(snapshot);
    const before = previous ? snapshotLayers(previous) : null;
    const isLarge = (s: Summary): boolean => s.count >= limit('minValues');
    return graph.leaves.flatMap((layer): Finding[] => {
      const at = layers.get(layer.name);
      if (!at || !isWeighted(layer)) return [];
      const alike = (of: LayerSnapshot | undefined): Kernel | undefined =>
        kernelsOf(layer, of).find(k => isLarge(k.summary) && isConstant(k.summary) && unitsOf(k) > 1);
      const kernel = alike(at);
      if (kernel) {
        // What begins so and is then never moved is told by `unchanged-tensors`.
        const isNew = previous === null || !alike(before?.get(layer.name));
        return isNew && !mayBeZero(graph, layer, kernel, isUntrained(context))
          ? [kernelFinding(context, graph, layer, kernel)]
          : [];
      }
      const output = at.activations.find(isLarge);
      const isSilent = (l: LayerSnapshot | undefined): boolean =>
        !!l && l.activations.length > 0 && l.activations.every(isZero);
      if (!output || isCutting(layer) || !isSilent(at) || isSilent(before?.get(layer.name))) return [];
      // Zeros in, zeros out: the first layer that makes them is the one to look at.
      const inputs = graph.inputsOf(layer);
      if (inputs.length === 0 || inputs.some(i => (layers.get(i.name)?.activations ?? []).every(isZero))) return [];
      return [outputFinding(context, layer, output)];
    });
  },
};

const isConstant = (s: Summary): boolean => s.std === 0 && s.min === s.max && s.nan + s.posInf + s.negInf === 0;
const isZero = (s: Summary): boolean => s.count > 0 && s.zeros === s.count;
const unitsOf = ({ weight }: Kernel): number => {
  const places = weight.shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return fansOf(weight).out / places;
};

/** Zero is a good beginning for an output, and for a branch that is then added to, or multiplied with, another. */
function mayBeZero(graph: LayerGraph, layer: LayerInfo, { summary }: Kernel, isEarly: boolean): boolean {
  if (!isEarly) return false;
  if (!isZero(summary)) return graph.nextOf(layer).length === 0;
  const joins = new Set<LayerInfo>([layer]);
  for (const at of joins)
    for (const next of graph.outputsTo(at)) {
      if (/^(?:Add|Subtract|Average|Multiply)$/.test(next.className)) return true;
      if (!isWeighted(next)) joins.add(next);
    }
  return ![...joins].some(at => graph.outputsTo(at).some(isWeighted));
}

function kernelFinding(context: SnapshotContext, graph: LayerGraph, layer: LayerInfo, kernel: Kernel): Finding {
  const { snapshot } = context;
  const { weight, summary } = kernel;
  const when = whenOf(context);
  const value = summary.min === 0 ? 'zero' : formatRate(summary.min);
  const isEarly = isUntrained(context);
  const needs = isEarly ? initializerNeeds([layer], snapshot, graph) : null;
  const use = initializerFor(layer, graph);
  return layerFinding(allZeros, context, layer, {
    label: `${weight.name} all ${value}`,
    message: isEarly
      ? shortEnough(
          `${weight.name} of ${layer.name} is all ${value}: use ${use}`,
          `${weight.name} is all ${value}: use ${use}`,
          `Kernel is all ${value}: use ${use}`,
        )
      : shortEnough(
          `${weight.name} of ${layer.name} is all ${value} ${when}`,
          `${weight.name} is all ${value} ${when}`,
          `Kernel is all ${value} ${when}`,
        ),
    meaning: isEarly
      ? 'Units that begin alike get the same gradient and stay alike, so the layer learns as if it had one unit.'
      : 'All weights of the kernel have become the same value, so the layer tells nothing of its inputs apart.',
    advice: isEarly
      ? `Use ${use}, whose random values make the units differ.`
      : 'Look at what drives them there: a regularizer that is too strong, or a constraint.',
    evidence: { step: snapshot.step, tensor: weight.name, value: summary.min, count: summary.count },
    remedies: remediesOf(needs?.remedy ?? null),
  });
}

function outputFinding(context: SnapshotContext, layer: LayerInfo, output: Summary): Finding {
  const when = whenOf(context);
  return layerFinding(allZeros, context, layer, {
    label: 'returns only zeros',
    message: shortEnough(`${layer.name} returns only zeros ${when}`, `Only zeros come out ${when}`),
    meaning:
      'The layer returns zero for every example of the batch, though its inputs are not zero and its kernel is not.',
    advice: 'Look at what it computes: nothing behind it learns from the inputs.',
    evidence: { step: context.snapshot.step, tensor: 'activations', value: 0, count: output.count },
  });
}
