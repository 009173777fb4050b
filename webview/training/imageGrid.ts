import type { LoggedImages, LoggedPicture } from '../../extension/protocol/loggedImages';
import { element, listen, setAttribute, setText, setVisible } from '../dom/element';
import { pictureUrl } from '../dom/pictureUrl';
import { altText } from '../models/loggedImages';

interface Thumb {
  button: HTMLButtonElement;
  frame: PictureFrame;
  number: HTMLElement;
}

/** Thumbnails of a page of images: buttons in their order, one of them in the order of Tab. */
export class ImageGrid {
  readonly element = element('div', { class: 'image-grid', role: 'group' });
  private readonly thumbs: Thumb[] = [];
  private focused = 0;

  constructor(private readonly onOpen: (place: number) => void) {
    listen(this.element, { keydown: event => this.onKey(event) });
  }

  draw(page: LoggedImages): void {
    const { images, first } = page;
    setAttribute(this.element, 'aria-label', `${page.name}: images ${first + 1} to ${first + images.length}`);
    while (this.thumbs.length < images.length) this.thumbs.push(this.create(this.thumbs.length));
    this.focused = Math.min(this.focused, Math.max(0, images.length - 1));
    for (const [i, thumb] of this.thumbs.entries()) {
      const picture = images[i];
      setVisible(thumb.button, picture !== undefined);
      if (!picture) continue;
      const alt = altText(page, first + i + 1, picture);
      thumb.frame.draw(picture, alt);
      setText(thumb.number, String(first + i + 1));
      setAttribute(thumb.button, 'title', alt);
      setAttribute(thumb.button, 'tabindex', i === this.focused ? 0 : -1);
    }
  }

  focus(place: number): void {
    this.focused = place;
    for (const [i, { button }] of this.thumbs.entries()) setAttribute(button, 'tabindex', i === place ? 0 : -1);
    this.thumbs[place]?.button.focus();
  }

  private create(place: number): Thumb {
    const frame = new PictureFrame();
    const number = element('span', { class: 'n', 'aria-hidden': 'true' });
    const button = element('button', { class: 'thumb', type: 'button' }, frame.element, number);
    listen(button, { click: () => this.onOpen(place), focus: () => (this.focused = place) });
    this.element.append(button);
    return { button, frame, number };
  }

  private onKey(event: KeyboardEvent): void {
    const shown = this.thumbs.filter(t => !t.button.hidden);
    const top = shown[0]?.button.offsetTop;
    const columns = Math.max(1, shown.filter(t => t.button.offsetTop === top).length);
    const places = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      Home: -Infinity,
      End: Infinity,
    }[event.key];
    if (places === undefined || event.ctrlKey || event.metaKey || event.altKey || !shown.length) return;
    const isEnd = !Number.isFinite(places);
    const to = isEnd ? (places < 0 ? 0 : shown.length - 1) : this.focused + places;
    if (to >= 0 && to < shown.length) this.focus(to);
    event.preventDefault();
    event.stopPropagation();
  }
}

/** One picture, or in its place why there is none. */
export class PictureFrame {
  readonly element = element('span', { class: 'picture' });
  private readonly problem = element('span', { class: 'muted small' });
  private image: HTMLImageElement | null = null;

  draw(picture: LoggedPicture, alt: string): void {
    const url = pictureUrl(picture);
    if (url === null) return this.refuse(picture.problem ?? '');
    // one that could not be decoded stays refused
    if (this.image?.getAttribute('src') !== url) {
      const image = element('img', { draggable: 'false', decoding: 'async', src: url });
      this.image = listen(image, { error: () => this.image === image && this.element.replaceChildren(this.problem) });
      setText(this.problem, 'It cannot be decoded.');
      this.element.replaceChildren(image);
    }
    setAttribute(this.image, 'alt', alt);
    // small ones are looked at pixel by pixel
    this.image.classList.toggle('pixels', Math.max(picture.width, picture.height) <= 128);
  }

  private refuse(why: string): void {
    this.image = null;
    setText(this.problem, why);
    if (this.problem.parentElement !== this.element) this.element.replaceChildren(this.problem);
  }
}
