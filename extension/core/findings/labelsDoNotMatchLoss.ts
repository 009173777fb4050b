import type { DataFacts } from '../../protocol/dataFacts';
import type { Finding, Remedy, SourceEdit } from '../../protocol/finding';
import type { ModelInfo } from '../../protocol/model';
import type { LabelChange } from './commonMismatches';
import { activationEdits, outputLayerOf, unitsEdit } from './outputEdits';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { labelMismatch } from './labelMismatch';
import { shapeText } from './lossNames';
import { newFinding } from './newFinding';
import { relatedPlaces } from './sites';

/** Targets that the loss cannot make sense of: their kind, range or shape is not what it takes. */
export const labelsDoNotMatchLoss: FindingRule = {
  id: 'labels-do-not-match-loss',
  title: 'The targets are not what the loss takes',
  severity: 'error',
  limits: {},
  evaluateData: ({ data, model, fit }: DataContext) =>
    data.outputs.flatMap((output, i): Finding[] => {
      const target = data.targets[i];
      const mismatch = target && labelMismatch(target, output);
      if (!mismatch) return [];
      const layer = outputLayerOf(model, output);
      const layerSite = layer?.site ?? null;
      const compiled = model.compileSite ?? fit.site;
      const sites = { compile: compiled, layer: layerSite ?? compiled, fit: fit.site ?? compiled };
      const site = sites[mismatch.cause];
      const remedy = remedyOf(mismatch.change, data, model, output);
      const { min, max } = target.summary;
      return [
        newFinding(labelsDoNotMatchLoss, {
          fit: fit.index,
          model: model.name,
          layer: data.outputs.length > 1 || mismatch.cause === 'layer' ? (layer?.name ?? null) : null,
          step: fit.firstStep,
          label: mismatch.label,
          message: shortEnough(...mismatch.messages),
          meaning: mismatch.meaning,
          advice: mismatch.advice,
          evidence: {
            loss: output.loss,
            targets: target.kind,
            targetShape: shapeText(target.shape),
            outputShape: shapeText(output.shape),
            smallest: min,
            largest: max,
            activation: output.activation,
          },
          site,
          related: relatedPlaces(site, [
            { site: model.compileSite, message: 'The loss is named here' },
            { site: layerSite, message: 'The layer that makes the output' },
            { site: fit.site, message: 'The targets are given here' },
          ]),
          remedies: remedy ? [remedy] : [],
        }),
      ];
    }),
};

/** All edits or none: a part of them would not mend it. */
function remedyOf(
  change: LabelChange | null,
  data: DataFacts,
  model: ModelInfo,
  output: DataFacts['outputs'][number],
): Remedy | null {
  if (!change) return null;
  const layer = outputLayerOf(model, output);
  const edits: SourceEdit[] = [];
  const words: string[] = [];
  if (change.loss !== undefined) {
    // With several outputs the argument is a list or a dictionary.
    if (!model.compileSite || data.outputs.length > 1) return null;
    edits.push({ kind: 'setArgument', site: model.compileSite, name: 'loss', value: change.loss });
    words.push(change.loss);
  }
  if (change.activation !== undefined && change.activation !== output.activation) {
    const own = layer && activationEdits(layer, change.activation);
    if (!own) return null;
    edits.push(...own);
    words.push(change.activation === 'linear' ? 'no activation' : change.activation);
  }
  if (change.units !== undefined && change.units !== output.shape.at(-1)) {
    const own = layer && unitsEdit(layer, change.units, output.shape);
    if (!own) return null;
    edits.push(own);
    words.push(change.units === 1 ? '1 unit' : `${change.units} units`);
  }
  return edits.length > 0 ? { label: `Use ${words.join(', ').replace(/, ([^,]*)$/, ' and $1')}`, edits } : null;
}
