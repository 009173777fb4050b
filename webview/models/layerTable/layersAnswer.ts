import { formatCount, formatShare } from '../../../extension/core/stats/formatFigure';
import type { Finding } from '../../../extension/protocol/finding';
import { variablesModelName, type ModelInfo } from '../../../extension/protocol/model';
import type { Snapshot } from '../../../extension/protocol/run';
import { strong, type Answer } from '../answer';
import { findingsOf, isBroken, isJudged } from '../layerHealth';
import { biasesOf, leavesOf } from './layerCost';
import { workOf } from './layerRows';

const layers = (n: number): string => `${n} ${n === 1 ? 'layer' : 'layers'}`;

/** What is in the model, and is it healthy? */
export function layersAnswer(model: ModelInfo, findings: readonly Finding[], snapshot: Snapshot | null): Answer {
  const judged = leavesOf(model).filter(isJudged);
  if (model.name === variablesModelName) {
    const count = model.layers.reduce((sum, l) => sum + l.weights.length, 0);
    return [`${count} ${count === 1 ? 'variable' : 'variables'} that no layer holds.`];
  }
  const broken = new Set(snapshot?.layers.filter(isBroken).map(l => l.name));
  const hurt = judged.filter(
    l => broken.has(l.name) || findingsOf(findings, model.name, l.name).some(f => f.severity !== 'info'),
  );
  if (!judged.length) return [`${layers(model.layers.length)}, none with weights.`];
  if (hurt.length === 0)
    return [
      snapshot && judged.some(l => l.className)
        ? `${judged.length} healthy, none to look at.`
        : `${layers(judged.length)} with weights.`,
    ];
  if (hurt.length === judged.length && hurt.length > 1)
    return [strong(`All ${hurt.length}`), ' layers with weights need attention.'];
  if (hurt.length > judged.length / 2)
    return [strong(`${hurt.length} of ${judged.length}`), ' layers with weights need attention.'];
  return [`${judged.length - hurt.length} healthy, `, strong(`${hurt.length} to look at`), '.'];
}

/** Where are the weights, and where is the work? */
export function costAnswer(model: ModelInfo, hasBiases: boolean): Answer {
  const leaves = leavesOf(model);
  const count = (l: (typeof leaves)[number]) => l.parameters - (hasBiases ? 0 : biasesOf(l));
  const all = leaves.reduce((n, l) => n + count(l), 0);
  if (!all) return [`${layers(leaves.length)}, none with weights.`];
  const most = leaves.reduce((a, b) => (count(b) > count(a) ? b : a));
  const word = hasBiases ? 'parameters' : 'weights';
  const lead: Answer = [strong(`${most.name} holds ${formatShare(count(most) / all)}`), ` of the ${word}`];
  const work = workOf(model);
  if (!work) return [...lead, '.'];
  const isConvolution = (l: (typeof leaves)[number]) => /conv/i.test(l.className);
  const convolved = leaves.reduce((n, l) => n + (isConvolution(l) ? (l.multiplyAdds ?? 0) : 0), 0);
  if (convolved) return [...lead, `; the convolutions do ${formatShare(convolved / work)} of the work.`];
  const busiest = leaves.reduce((a, b) => ((b.multiplyAdds ?? 0) > (a.multiplyAdds ?? 0) ? b : a));
  return [...lead, `; ${busiest.name} does ${formatShare((busiest.multiplyAdds ?? 0) / work)} of the work.`];
}

/** What is there of a model whose layers do not say what they have? */
export const storedAnswer = (values: number): Answer =>
  values
    ? [strong(formatCount(values)), ` ${values === 1 ? 'value' : 'values'} in weights.`]
    : ['No weights are stored.'];
