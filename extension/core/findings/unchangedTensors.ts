import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { layerFinding } from './layerFinding';
import { graphOf } from './layerGraph';
import { isCutting } from './layerKinds';
import { relatedPlaces } from './sites';
import { isZeroGradient, weightChanges, type WeightChange } from './weightChanges';
import { formatCount } from '../stats/formatFigure';
import { snapshotLayers } from './snapshotLayers';

/** Trainable kernels that stayed as they were from one snapshot to the next while others of the model were trained. */
export const unchangedTensors: FindingRule = {
  id: 'unchanged-tensors',
  title: 'Trainable weights that do not change while others do',
  severity: 'warning',
  limits: {
    minSteps: { default: 3, description: 'steps between the two snapshots' },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, previous, limit, fit } = context;
    if (!previous || !fit || previous.fit !== snapshot.fit) return [];
    const steps = snapshot.step - previous.step;
    if (steps < limit('minSteps')) return [];
    const [before, after] = [previous, snapshot].map(s => snapshotLayers(s));
    const changes = new Map(
      graphOf(model).leaves.map(l => [l, weightChanges(l, before!.get(l.name), after!.get(l.name))]),
    );
    const isTraining = [...changes.values()].flat().some(c => c.isTrainable && c.hasChanged && c.gradient !== null);
    // A loop may leave layers out on purpose: there only a gradient that is zero is told.
    const isFit = fit.kind === 'fit' || fit.kind === 'fitDataset';
    if (!isTraining || hasSilentLayer(context)) return [];
    return [...changes].flatMap(([layer, weights]): Finding[] => {
      const still = weights.filter(w => w.isTrainable && w.shape.length >= 2 && !w.hasChanged);
      const told = still.find(w => (w.gradient ? isZeroGradient(w.gradient) : isFit && isTold(layer, w)));
      return told ? [unchangedFinding(context, layer, told, steps)] : [];
    });
  },
};

/** Behind and before a layer of dead units nothing is trained: `dead-units` tells the cause. */
const hasSilentLayer = ({ model, snapshot }: SnapshotContext): boolean =>
  snapshot.layers.some(
    ({ name, activations }) =>
      activations.length > 0 &&
      activations.every(s => s.count > 0 && s.zeros === s.count) &&
      model.layers.some(l => l.name === name && isCutting(l)),
  );

/** A weight that the optimizer was never given is told by `frozen-in-optimizer`. */
const isTold = (layer: LayerInfo, weight: WeightChange): boolean =>
  layer.weights.find(w => w.name === weight.name)?.isCompiled !== false;

function unchangedFinding(context: SnapshotContext, layer: LayerInfo, weight: WeightChange, steps: number): Finding {
  const { snapshot, model } = context;
  const isZero = weight.gradient !== null;
  const since = `for ${formatCount(steps)} steps`;
  return layerFinding(unchangedTensors, context, layer, {
    label: isZero ? 'gradient zero' : 'not trained',
    message: isZero
      ? shortEnough(
          `${weight.name} of ${layer.name} unchanged ${since}: gradient is zero`,
          `${weight.name} unchanged ${since}: gradient is zero`,
          `Unchanged ${since}: gradient is zero`,
        )
      : shortEnough(
          `${weight.name} of ${layer.name} unchanged ${since}: no gradient`,
          `${weight.name} unchanged ${since}: no gradient`,
          `Unchanged ${since}: no gradient reaches it`,
        ),
    meaning: isZero
      ? 'The loss does not depend on these weights for any example: nothing is passed on behind the layer, or nothing comes in.'
      : 'No path leads from the loss back to these weights, so they stay as they began while others are trained.',
    advice: isZero
      ? 'Look for dead units or zeros right before and behind this layer, and mend those.'
      : 'See that its output reaches the loss through operations that have gradients: not argMax, round, sign or a copy of the values.',
    evidence: {
      tensor: weight.name,
      steps,
      from: snapshot.step - steps,
      to: snapshot.step,
      gradient: isZero ? 0 : null,
    },
    related: relatedPlaces(layer.site, [{ site: model.compileSite, message: 'what is trained, and by which loss' }]),
  });
}
