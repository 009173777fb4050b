import type { FileModel } from '../../../extension/protocol/reader';
import { textButton } from '../../controls/button';
import { SegmentedSwitch } from '../../controls/segmentedSwitch';
import { customElement, element, setText, setVisible } from '../../dom/element';
import { shapeText } from '../../models/shapeText';
import type { Part } from '../../state/drawScheduler';
import type { FileContext } from '../fileContext';
import type { InputKind, RunState } from './runState';

const words: Record<InputKind, string> = {
  image: 'Choose image…',
  npy: 'Choose .npy…',
  folder: 'Choose folder…',
  noise: 'Feed noise',
};

/** What to feed the model: what kind of it, and where it is; how far the run is. */
export class RunBar implements Part {
  readonly element: HTMLElement;
  private readonly kinds: SegmentedSwitch<InputKind>;
  private readonly wants = element('span', { class: 'run-wants' });
  private readonly choose: HTMLElement;
  private readonly stage = element('span', { class: 'run-stage', role: 'status' });
  private readonly stop: HTMLElement;
  private readonly line = customElement('vscode-progress-ring', { class: 'run-ring', 'aria-hidden': 'true' });

  constructor(
    private readonly context: FileContext,
    private readonly state: RunState,
  ) {
    this.kinds = new SegmentedSwitch<InputKind>(
      'What the model is fed',
      [
        { value: 'image', label: 'Image' },
        { value: 'npy', label: '.npy' },
        { value: 'folder', label: 'Folder' },
        { value: 'noise', label: 'Noise' },
      ],
      kind => state.chooseKind(kind),
    );
    this.choose = textButton(words.image, { icon: 'folder-opened', onClick: () => void state.choose() });
    this.stop = textButton('Stop', { icon: 'debug-stop', onClick: () => state.cancel() });
    this.element = element(
      'div',
      { class: 'bar run-feed' },
      this.kinds.element,
      this.wants,
      element('span', { class: 'run-fill' }),
      this.line,
      this.stage,
      this.stop,
      this.choose,
    );
  }

  inputs(): readonly unknown[] {
    const { description, isTrusted } = this.context.store.data;
    return [this.state.shown, description, isTrusted];
  }

  draw(): void {
    const { kind, stage, result } = this.state.shown;
    const { description, isTrusted } = this.context.store.data;
    this.kinds.show(kind);
    // the word stands behind its icon
    setText(this.choose.lastChild!, words[kind]);
    setText(this.wants, wantsText(description?.models ?? [], result?.input.shape ?? null));
    setVisible(this.choose, isTrusted && !stage);
    setVisible(this.stop, stage !== null);
    setVisible(this.line, stage !== null);
    setVisible(this.stage, stage !== null);
    if (stage) setText(this.stage, stage.total > 1 ? `${stage.text}, ${stage.done} of ${stage.total}` : stage.text);
  }
}

function wantsText(models: readonly FileModel[], fed: FileModel['inputs'][number]['shape'] | null): string {
  const shapes = models[0]?.inputs.map(input => shapeText(input.shape)) ?? [];
  if (!shapes.length && fed) shapes.push(shapeText(fed));
  return shapes.length ? `wants ${shapes.slice(0, 3).join(' and ')}${shapes.length > 3 ? ' …' : ''}` : '';
}
