import { element, setText, setVisible } from '../dom/element';
import type { Part } from '../state/drawScheduler';
import type { PanelContext } from './panelContext';

/** Before the first step there is nothing to draw: a sentence says what is being done. */
export class StagePart implements Part {
  readonly element = element('p', { class: 'stage muted', hidden: true });

  constructor(private readonly context: PanelContext) {}

  inputs(): readonly unknown[] {
    const { run } = this.context.store.data;
    return [
      this.context.store.selection.view,
      run?.mode,
      run?.status,
      run?.stage,
      run?.steps.length === 0,
      run?.models.length === 0,
    ];
  }

  draw(): void {
    const { run } = this.context.store.data;
    const isWaiting = run !== null && run.status === 'starting' && run.steps.length === 0;
    const isInspection =
      run !== null && run.mode === 'inspect' && !isWaiting && run.steps.length === 0 && run.error === null;
    const isInTraining = this.context.store.selection.view === 'training';
    setVisible(this.element, isWaiting || (isInspection && isInTraining));
    if (isInspection)
      setText(this.element, 'Inspected before the first step: nothing was trained. Layers shows what was built.');
    if (isWaiting) setText(this.element, run.stage ? `${run.stage}…` : 'Starting…');
  }
}
