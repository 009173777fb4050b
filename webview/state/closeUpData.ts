import type { PicturesAt, UnitsAt } from '../../extension/protocol/closeUp';
import type { HostChannel } from '../host/hostChannel';
import { KeptAnswers } from './keptAnswers';
import type { Loaded } from './loaded';

/** Which layer, and when. */
export interface CloseUpOf {
  fit: number;
  model: string;
  layer: string;
  step: number;
}
const maxKept = 24;

/** Units and pictures of layers, asked from the host when they are first needed, the latest kept. */
export class CloseUpData {
  private readonly answers: KeptAnswers<'units' | 'pictures'>;

  constructor(channel: HostChannel, onDidArrive: () => void) {
    this.answers = new KeptAnswers(channel, onDidArrive, { count: maxKept, bytes: Infinity });
  }

  /** Of the step, or of one near it that is kept; null while it is on its way, and where there are none. */
  units(key: string, { fit, model, layer, step }: CloseUpOf): Loaded<UnitsAt> {
    return this.answers.get('units', { key, fit, model, layer, step });
  }
  pictures(key: string, { fit, model, layer, step }: CloseUpOf): Loaded<PicturesAt> {
    return this.answers.get('pictures', { key, fit, model, layer, step });
  }

  /** What is known of a run is asked for again. */
  forget(key: string): void {
    this.answers.forget(params => params.key === key);
  }
}
