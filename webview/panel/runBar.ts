import type { RunState } from '../../extension/protocol/runState';
import { BarButton } from '../controls/button';
import { Dropdown, type Choice } from '../controls/dropdown';
import { MomentDropdown } from '../controls/momentDropdown';
import { customElement, element, icon, listen, setText, setVisible } from '../dom/element';
import { backendLabel, runBarModel, runLabel, type RunBarModel } from '../models/runBarModel';
import type { Part } from '../state/drawScheduler';
import type { PanelContext } from './panelContext';

/** More runs than this are found in the tree. */
const maxRuns = 60;

/** The same in all views: run, state, step, time left, what is shown, pause, stop; the progress line under it. */
export class RunBar implements Part {
  readonly element: HTMLElement;
  private readonly runs: Dropdown;
  private readonly shown: MomentDropdown;
  private readonly ring = customElement('vscode-progress-ring', { class: 'state-ring', 'aria-hidden': 'true' });
  private readonly state = icon('pass');
  private readonly word = element('span', { class: 'state-word' });
  private readonly progress = element('span', { class: 'muted n above-560' });
  private readonly step = element('span', { class: 'muted n above-860' });
  private readonly left = element('span', { class: 'muted n' });
  private readonly foreign = element(
    'span',
    { class: 'muted small', title: 'Another process runs it: it can be watched here, not controlled.' },
    'read-only',
  );
  private readonly runName = element('b');
  private readonly runTime = element('b', { class: 'muted above-560' });
  private readonly backend = element('span', { class: 'group muted small above-860' }, icon('beaker'), element('span'));
  private readonly showing = element('span', { class: 'group above-560' });
  private readonly pause: BarButton;
  private readonly stop: BarButton;
  private readonly again: BarButton;
  private readonly line = element('i');
  private readonly bar: HTMLElement;
  private readonly track = element(
    'div',
    { class: 'progress-line', role: 'progressbar', 'aria-label': 'Progress of the run' },
    this.line,
  );
  private model: RunBarModel | null = null;

  constructor(private readonly context: PanelContext) {
    const { store } = context;
    this.runs = new Dropdown('Run', false, key => key !== store.data.key && context.ask('chooseRun', { key }));
    this.runs.setFace(element('div', { class: 'run-face' }, this.runName, this.runTime));
    this.shown = new MomentDropdown(shown => store.choose({ shown }));
    this.showing.append(element('span', { class: 'label above-860' }, 'Showing'), this.shown.element);
    this.pause = new BarButton(() => this.toggle());
    this.stop = new BarButton(() => this.ask('stop'));
    this.stop.show('debug-stop', 'Stop');
    this.again = new BarButton(() => this.runAgain());
    this.again.show('debug-rerun', 'Run again');
    this.bar = element(
      'div',
      { class: 'bar run-bar', role: 'toolbar', 'aria-label': 'Run' },
      this.runs.element,
      element(
        'span',
        { class: 'group run-state' },
        this.ring,
        this.state,
        this.word,
        this.progress,
        this.step,
        this.left,
        this.foreign,
      ),
      element('span', { class: 'grow' }),
      this.backend,
      this.showing,
      element('span', { class: 'group buttons' }, this.pause.element, this.stop.element, this.again.element),
    );
    listen(this.bar, {
      keydown: event => {
        if (event.key !== ' ' || (event.target as HTMLElement).closest('vscode-button, vscode-dropdown[open]')) return;
        event.preventDefault();
        this.toggle();
      },
    });
    this.element = element('div', { class: 'run-head' }, this.bar, this.track);
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.context.store;
    return [data.run, data.runs, data.key, data.isTrusted, selection.shown, selection.view];
  }

  draw(): void {
    const { data, selection } = this.context.store;
    const { run, runs, key } = data;
    setVisible(this.element, run !== null);
    if (!run || key === null) return;
    const model = (this.model = runBarModel(run, data.isTrusted));
    const choices = runChoices(runs, key, run);
    this.runs.show(choices, key);
    const [name, time] = choices.find(c => c.value === key)!.label.split(' · ');
    setText(this.runName, name!);
    setText(this.runTime, ` · ${time}`);
    setVisible(this.ring, model.icon === null);
    setVisible(this.state, model.icon !== null);
    if (model.icon) this.state.className = `codicon codicon-${model.icon.name} ${model.icon.tone}`;
    setText(this.word, model.word);
    setText(this.progress, model.progress);
    setText(this.step, model.step);
    setText(this.left, model.left);
    setVisible(this.foreign, run.isForeign);
    this.shown.show(run, selection.shown);
    const isOfMoment = selection.view !== 'training' && selection.view !== 'experiments';
    setVisible(this.showing, isOfMoment && run.snapshots.length + run.epochs.length > 0);
    setText(this.backend.lastElementChild!, backendLabel(run));
    setVisible(this.backend, run.backend !== null && selection.view === 'training');
    this.pause.show(model.canContinue ? 'debug-continue' : 'debug-pause', model.canContinue ? 'Continue' : 'Pause');
    setVisible(this.pause.element, model.canPause || model.canContinue);
    setVisible(this.stop.element, model.canStop);
    setVisible(this.again.element, model.canRunAgain);
    this.drawLine(run, model);
  }

  private drawLine(run: RunState, model: RunBarModel): void {
    const share = run.status === 'starting' ? null : model.share;
    this.track.classList.toggle('busy', run.status === 'starting');
    this.line.style.width = share === null ? '' : `${share * 100}%`;
    if (share === null) this.track.removeAttribute('aria-valuenow');
    else this.track.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  }

  /** What this run was: a comparison is compared again. */
  private runAgain(): void {
    const { run } = this.context.store.data;
    if (run?.initializers.length) this.context.ask('compareInitializers', {});
    else this.context.ask(run?.mode === 'inspect' ? 'inspect' : 'train', {});
  }

  private toggle(): void {
    if (this.model?.canPause) this.ask('pause');
    else if (this.model?.canContinue) this.ask('resume');
  }
  private ask(name: 'pause' | 'resume' | 'stop'): void {
    const { key } = this.context.store.data;
    if (key !== null) this.context.ask(name, { key });
  }
}

function runChoices(runs: PanelContext['store']['data']['runs'], key: string, run: RunState): Choice[] {
  const listed = runs.slice(0, maxRuns);
  const own = runs.find(r => r.key === key) ?? { key, id: run.id, startedAt: run.startedAt };
  const all = listed.some(r => r.key === key) ? listed : [own, ...listed];
  return all.map(item => {
    const { name, time } = runLabel(item);
    return { value: item.key, label: `${name} · ${time}` };
  });
}
