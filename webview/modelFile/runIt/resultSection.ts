import { pixelScales, type FileOutput, type FileRunResult, type PixelScale } from '../../../extension/protocol/fileRun';
import { PictureStrip } from '../../charts/tilePictures';
import { Section } from '../../controls/section';
import { customElement, element, listen, setText, setVisible } from '../../dom/element';
import { barLengths, className, runSentence, valueText } from '../../models/modelFile/runSentence';
import { shapeText } from '../../models/shapeText';
import type { Part } from '../../state/drawScheduler';
import type { RunState } from './runState';

const scaleWords: Record<PixelScale | 'guess', string> = {
  guess: 'as guessed',
  '0..255': '0 to 255, as they are',
  '0..1': '0 to 1, ÷255',
  '-1..1': '−1 to 1, ÷127.5 − 1',
  imagenet: 'ImageNet’s mean and deviation',
};
/** The longer side of the picture. */
const pictureSide = 136;

/** What the model says of one example, with the picture as it sees it. */
export class ResultSection extends Section implements Part {
  private readonly canvas = element('canvas', { class: 'run-picture', role: 'img' });
  private readonly figure: HTMLElement;
  private readonly outputs = element('div', { class: 'run-outputs' });
  private readonly how = element('p', { class: 'run-how quiet' });
  private readonly howText = element('span');
  private readonly change: HTMLButtonElement;
  private readonly scales = customElement('vscode-dropdown', { 'aria-label': 'How pixels are scaled' });
  private readonly notes = element('ul', { class: 'run-notes quiet' });
  private isChanging = false;

  constructor(private readonly state: RunState) {
    super('Result', 'run-result');
    this.figure = element('figure', {}, this.canvas, element('figcaption', {}, 'as the network sees it'));
    this.change = listen(element('button', { class: 'link' }, 'Change'), { click: () => this.toggleChange() });
    for (const value of ['guess', ...pixelScales] as const)
      this.scales.append(customElement('vscode-option', { value }, scaleWords[value]));
    listen(this.scales, { change: () => this.scaleChosen() });
    this.how.append(this.howText, ' ', this.change, this.scales);
    this.body.append(
      element(
        'div',
        { class: 'run-columns' },
        this.figure,
        element('div', { class: 'run-says' }, this.outputs, this.how),
      ),
      this.notes,
    );
  }

  inputs(): readonly unknown[] {
    const { result, example } = this.state.shown;
    return [result, example, this.isChanging, this.state.shown.kind];
  }

  draw(): void {
    const { result, example } = this.state.shown;
    setVisible(this.element, result !== null);
    const shown = result?.examples[example];
    if (!result || !shown) return;
    this.setTitle(shown.label);
    const [first] = shown.outputs;
    this.setAnswer(first ? runSentence(first) : ['The model returned nothing.']);
    this.drawPicture(result, example);
    this.outputs.replaceChildren(...shown.outputs.map(output => bars(output, shown.outputs.length > 1)));
    const { how, isGuessed, scale } = result.input;
    setText(this.howText, `${how}${isGuessed ? ' (guessed)' : ''} · ${result.backend}`);
    setVisible(this.change, scale !== null && !this.isChanging);
    setVisible(this.scales, scale !== null && this.isChanging);
    setVisible(this.notes, result.notes.length > 0);
    this.notes.replaceChildren(...result.notes.map(note => element('li', {}, note)));
  }

  private drawPicture({ pictures }: FileRunResult, example: number): void {
    setVisible(this.figure, pictures !== null);
    if (!pictures) return;
    const { height, width, channels, pixels } = pictures;
    const scale = pictureSide / Math.max(height, width);
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: w * ratio, height: h * ratio });
    Object.assign(this.canvas.style, { width: `${w}px`, height: `${h}px` });
    this.canvas.setAttribute('aria-label', `The input as the network sees it, ${height}×${width}`);
    const from = example * height * width * channels;
    const strip = new PictureStrip(width, height, 1, (_, pixel, rgba, at) => {
      for (let i = 0; i < 3; i++) rgba[at + i] = pixels[from + pixel * channels + (channels === 3 ? i : 0)]!;
      rgba[at + 3] = 255;
    });
    strip.draw(this.canvas.getContext('2d')!, 0, 0, 0, w * ratio, h * ratio);
  }

  private toggleChange(): void {
    this.isChanging = true;
    (this.scales as HTMLElement & { value: string }).value = this.state.shown.scale ?? 'guess';
    this.state.set({});
    this.scales.focus();
  }
  private scaleChosen(): void {
    const { value } = this.scales as HTMLElement & { value: string };
    const scale = pixelScales.find(one => one === value) ?? null;
    if (scale === this.state.shown.scale) return;
    this.isChanging = false;
    this.state.setScale(scale);
  }
}

/** The largest values of one output as bars. */
function bars(output: FileOutput, isNamed: boolean): HTMLElement {
  const lengths = barLengths(output);
  const list = element('ol', { class: 'run-bars', 'aria-label': `The largest values of ${output.name}` });
  output.top.forEach((one, i) => {
    const bar = element('i', { 'aria-hidden': 'true' });
    bar.style.width = `${lengths[i]! * 100}%`;
    const name = className(one);
    list.append(
      element(
        'li',
        { class: one.value < 0 ? 'negative' : null },
        element('span', { class: 'run-class', title: name }, name),
        element('span', { class: 'run-track' }, bar),
        element('span', { class: 'run-value' }, valueText(output.kind, one.value)),
      ),
    );
  });
  const head = `${output.name} ${shapeText([null, ...output.shape])}${output.kind === 'values' ? '' : ` ${output.kind}`}`;
  return element('div', {}, isNamed ? element('h3', {}, head) : '', list);
}
