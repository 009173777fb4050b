import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import { formatCount } from '../stats/formatFigure';
import type { FindingRule, SnapshotContext } from './findingRule';
import { newFinding } from './newFinding';
import { wasTrainedBefore } from './trainedBefore';

type Said = Pick<Finding, 'label' | 'message' | 'meaning' | 'advice' | 'evidence'>;

/** A finding of a layer in a snapshot, at the layer's line. */
export const layerFinding = (
  rule: Pick<FindingRule, 'id' | 'severity'>,
  { snapshot, model }: Pick<SnapshotContext, 'snapshot' | 'model'>,
  layer: LayerInfo,
  said: Said & Partial<Finding>,
): Finding =>
  newFinding(rule, {
    fit: snapshot.fit,
    model: model.name,
    layer: layer.name,
    step: snapshot.step,
    site: layer.site,
    ...said,
  });

/** The model's first snapshot. Steps count over the whole run: a second model begins later. */
const isBeginning = ({ snapshot, previous, fit }: Moment): boolean =>
  previous === null &&
  (snapshot.step === 0 || snapshot.epoch === 0 || (fit?.initialEpoch === 0 && snapshot.step === fit.firstStep));
type Moment = Pick<SnapshotContext, 'snapshot' | 'previous' | 'fit'>;

/** The model's first snapshot, of weights as initializers make them. */
export const isUntrained = (moment: Moment & Pick<SnapshotContext, 'model'>): boolean =>
  isBeginning(moment) && !wasTrainedBefore(moment.model, moment.snapshot);

/** `before training`, or `at step 1,200`. */
export const whenOf = (moment: Moment): string =>
  isBeginning(moment) ? 'before training' : `at step ${formatCount(moment.snapshot.step)}`;
