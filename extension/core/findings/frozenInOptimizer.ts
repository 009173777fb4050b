import type { Finding } from '../../protocol/finding';
import type { LayerInfo, ModelInfo } from '../../protocol/model';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { layerFinding, whenOf } from './layerFinding';
import { isNormalization, graphOf } from './layerGraph';
import { relatedPlaces } from './sites';
import { isZeroGradient, weightChanges } from './weightChanges';
import { snapshotLayers } from './snapshotLayers';

/**
 * What is frozen and what is trained do not agree: a layer that was unfrozen after `compile`, or that its holder’s weights
 * do not include, so that fit does not train it; a frozen layer whose weights an optimizer moves; a frozen normalization whose averages go on following the batches.
 */
export const frozenInOptimizer: FindingRule = {
  id: 'frozen-in-optimizer',
  title: 'What is frozen and what is trained do not agree',
  severity: 'warning',
  limits: {},
  evaluateSnapshot: context => {
    const { fit } = context;
    if (!fit) return [];
    // A loop chooses by itself what it trains.
    const isCompiled = fit.kind !== 'custom';
    return [...(isCompiled ? unfrozenTooLate(context) : []), ...movedThoughFrozen(context)];
  },
};

/** One finding for each of the model's own layers: a nested model is unfrozen as a whole. */
function unfrozenTooLate(context: SnapshotContext): Finding[] {
  const { model } = context;
  const found = new Map<LayerInfo, { weights: number; layers: Set<string> }>();
  const untracked: Finding[] = [];
  for (const layer of model.layers) {
    const missed = layer.weights.filter(w => w.trainable && w.isCompiled === false).length;
    if (missed === 0) continue;
    if (isUntracked(model, layer)) {
      untracked.push(untrackedFinding(context, layer, missed));
      continue;
    }
    const outer = outermost(model, layer);
    const known = found.get(outer) ?? { weights: 0, layers: new Set() };
    found.set(outer, { weights: known.weights + missed, layers: known.layers.add(layer.name) });
  }
  const late = [...found].map(([layer, { weights, layers }]) =>
    layerFinding(frozenInOptimizer, context, layer, {
      label: 'not trained',
      message: shortEnough(
        `${layer.name} was not trainable when compiled: fit skips it`,
        'Not trainable when compiled: fit skips it',
      ),
      meaning:
        'compile fixes which weights fit trains; these were frozen then, or not made yet, so they stay as they are.',
      advice: 'Call compile again once trainable is set and all weights are made.',
      evidence: { weights, layers: layers.size, trainable: 1, compiled: 0 },
      related: relatedPlaces(layer.site, [
        { site: model.compileSite, message: 'compiled here, while the layer was not trainable' },
      ]),
    }),
  );
  return [...late, ...untracked];
}

/** It is kept in a field of a layer whose own weights do not include its: TensorFlow.js does not look there. */
function isUntracked(model: ModelInfo, layer: LayerInfo): boolean {
  const holder = model.layers.find(l => l.name === layer.parent);
  return holder !== undefined && holder.parameters < layer.parameters;
}

const untrackedFinding = (context: SnapshotContext, layer: LayerInfo, weights: number): Finding =>
  layerFinding(frozenInOptimizer, context, layer, {
    label: 'not trained',
    message: shortEnough(
      `${layer.name} is not among its layer’s weights: fit skips it`,
      'Not among its layer’s weights: fit skips it',
    ),
    meaning: `TensorFlow.js does not look for layers in the fields of ${layer.parent}, so fit does not train this one’s weights, and save leaves them out.`,
    advice: `Make its weights with addWeight in ${layer.parent}, or return them from its trainableWeights and weights.`,
    evidence: { weights, parameters: layer.parameters, trainable: 1, compiled: 0 },
    related: relatedPlaces(
      layer.site,
      context.model.layers.flatMap(l =>
        l.name === layer.parent ? [{ site: l.site, message: `${l.name}, which keeps it in a field` }] : [],
      ),
    ),
  });

function movedThoughFrozen(context: SnapshotContext): Finding[] {
  const { snapshot, model, previous } = context;
  if (!previous || previous.fit !== snapshot.fit || previous.step === snapshot.step) return [];
  const [before, after] = [previous, snapshot].map(s => snapshotLayers(s));
  return graphOf(model).leaves.flatMap((layer): Finding[] => {
    if (layer.parameters === 0 || layer.trainable > 0) return [];
    const moved = weightChanges(layer, before!.get(layer.name), after!.get(layer.name)).filter(c => c.hasChanged);
    const trained = moved.find(c => c.gradient && !isZeroGradient(c.gradient));
    const averages = isNormalization(layer) ? moved.find(c => /^moving_/.test(c.name)) : undefined;
    if (trained)
      return [
        layerFinding(frozenInOptimizer, context, layer, {
          label: 'frozen, yet trained',
          message: shortEnough(
            `${layer.name} is frozen, yet ${trained.name} was trained`,
            `Frozen, yet ${trained.name} was trained`,
            'Frozen, yet its weights were trained',
          ),
          meaning: 'The layer is not trainable, but the optimizer is given its gradients and changes its weights.',
          advice: 'Set trainable before compile, and leave its variables out of the list that the optimizer gets.',
          evidence: { tensor: trained.name, from: previous.step, to: snapshot.step, trainable: 0 },
          related: relatedPlaces(layer.site, [
            { site: model.optimizerSite ?? model.compileSite, message: 'what changes its weights' },
          ]),
        }),
      ];
    if (averages)
      return [
        layerFinding(frozenInOptimizer, context, layer, {
          severity: 'info',
          label: 'frozen, averages move',
          message: shortEnough(
            `${layer.name} is frozen, yet its averages follow the batches`,
            'Frozen, yet its averages follow the batches',
          ),
          meaning: `A frozen normalization of TensorFlow.js still uses each batch’s mean and variance while training, and moved ${averages.name} ${whenOf(context)}.`,
          advice:
            'Where the frozen part must stay as it was, compute its outputs once with predict and train the rest on them.',
          evidence: { tensor: averages.name, from: previous.step, to: snapshot.step, trainable: 0 },
        }),
      ];
    return [];
  });
}

function outermost(model: ModelInfo, layer: LayerInfo): LayerInfo {
  let at = layer;
  for (let hops = 0; at.parent !== null && hops < 32; hops++) at = model.layers.find(l => l.name === at.parent) ?? at;
  return at;
}
