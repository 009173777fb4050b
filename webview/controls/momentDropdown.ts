import type { RunState } from '../../extension/protocol/runState';
import { element, setText } from '../dom/element';
import { bestEpoch } from '../models/bestEpoch';
import { epochKey, momentOfKey } from '../models/epochRows';
import { momentChoices, momentLabel, momentsOf, type Moment } from '../models/moment';
import { Dropdown, type Choice } from './dropdown';

const follow = 'follow';

/** Which time of the run all views show; at its head: the latest, which follows the run. */
export class MomentDropdown {
  private readonly list: Dropdown;
  private readonly face = element('div');

  constructor(onChoose: (moment: Moment | null) => void) {
    this.list = new Dropdown('Showing', true, value => onChoose(value === follow ? null : momentOfKey(value)));
    this.list.element.classList.add('at-right');
    this.list.setFace(this.face);
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
      note:
        best && m.fit === best.fit && m.step === best.step
          ? 'best'
          : m === last
            ? 'last'
            : m.step === 0
              ? 'before training'
              : undefined,
    }));
    const latest = last ? momentLabel(run, last) : 'latest';
    choices.unshift({ value: follow, label: 'follow the run', note: latest });
    const key = shown ? epochKey(shown.fit, shown.step) : follow;
    setText(this.face, choices.find(c => c.value === key && key !== follow)?.label ?? latest);
    this.list.show(choices, key);
  }
}
