import type { RunState } from '../../extension/protocol/runState';
import { bestEpoch } from '../models/bestEpoch';
import { epochKey, momentOfKey } from '../models/epochRows';
import { momentChoices, momentLabel, momentsOf, type Moment } from '../models/moment';
import { Dropdown, type Choice } from './dropdown';

const follow = 'follow';

/** Which time of the run all views show; at its head: the latest, which follows the run. */
export class MomentDropdown {
  private readonly list: Dropdown;

  constructor(onChoose: (moment: Moment | null) => void) {
    this.list = new Dropdown('Showing', true, value => onChoose(value === follow ? null : momentOfKey(value)));
  }
  get element(): HTMLElement {
    return this.list.element;
  }

  show(run: RunState, shown: Moment | null): void {
    const moments = momentsOf(run);
    const best = run.epochs.length > 1 ? bestEpoch(run) : null;
    const last = moments.at(-1);
    const choices: Choice[] = momentChoices(moments, [shown, best]).map(m => ({
      value: epochKey(m.fit, m.step),
      label: momentLabel(run, m),
      note: best && m.fit === best.fit && m.step === best.step ? 'best' : m === last ? 'last' : m.step === 0 ? 'before training' : undefined,
    }));
    choices.unshift({ value: follow, label: last ? momentLabel(run, last) : 'latest', note: 'follow the run' });
    this.list.show(choices, shown ? epochKey(shown.fit, shown.step) : follow);
  }
}
