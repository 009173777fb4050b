import type { LoggedImages, LoggedPicture } from '../../extension/protocol/loggedImages';
import { IconButton } from '../controls/button';
import { element, listen, setAttribute, setText } from '../dom/element';
import { altText, sizeText } from '../models/loggedImages';
import { PictureFrame } from './imageGrid';

interface ViewerDeeds {
  /** To the one before or after, of any page. */
  step(places: number): void;
  close(): void;
}

/** One image in the place of the thumbnails, as large as there is room. */
export class ImageViewer {
  readonly element: HTMLElement;
  private readonly frame = new PictureFrame();
  private readonly caption = element('span', { class: 'n muted' });
  private readonly back: IconButton;
  private readonly next: IconButton;

  constructor(private readonly deeds: ViewerDeeds) {
    this.back = new IconButton('chevron-left', 'Previous image (←)', () => deeds.step(-1));
    this.next = new IconButton('chevron-right', 'Next image (→)', () => deeds.step(1));
    const close = new IconButton('close', 'Close (Escape)', () => deeds.close());
    const grow = element('span', { class: 'grow' });
    const bar = element('div', { class: 'image-bar' }, this.back.element, this.caption, this.next.element, grow);
    bar.append(close.element);
    this.element = element('div', { class: 'image-open', tabindex: -1, role: 'group' }, bar, this.frame.element);
    listen(this.element, { keydown: event => this.onKey(event) });
  }

  /** @param number from 0, among all of the step */
  draw(page: LoggedImages, number: number, picture: LoggedPicture): void {
    this.frame.draw(picture, altText(page, number + 1, picture));
    const size = sizeText(picture);
    setText(this.caption, [`${number + 1} of ${page.total}`, ...(size ? [size] : [])].join(' · '));
    setAttribute(this.element, 'aria-label', altText(page, number + 1, picture));
    setAttribute(this.back.element, 'disabled', number === 0);
    setAttribute(this.next.element, 'disabled', number >= page.total - 1);
  }

  focus(): void {
    this.element.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const places = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (places !== undefined) this.deeds.step(places);
    else if (event.key === 'Escape') this.deeds.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
