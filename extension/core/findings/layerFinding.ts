import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import { formatCount } from '../stats/formatFigure';
import type { FindingRule, SnapshotContext } from './findingRule';
import { newFinding } from './newFinding';

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

/** `before training`, or `at step 1,200`. */
export const whenOf = ({ step }: { step: number }): string =>
  step === 0 ? 'before training' : `at step ${formatCount(step)}`;
