import { customElement, icon, listen, setAttribute, setText } from '../dom/element';

interface ButtonOptions {
  icon?: string;
  appearance?: 'primary' | 'secondary';
  onClick(): void;
}

/** A button of the toolkit with its word, and an icon before it. */
export function textButton(
  label: string,
  { icon: name, appearance = 'secondary', onClick }: ButtonOptions,
): HTMLElement {
  const button = customElement('vscode-button', { appearance }, label);
  if (name) {
    const picture = icon(name);
    picture.slot = 'start';
    button.prepend(picture);
  }
  return listen(button, { click: onClick });
}

/** A button that is an icon, 22 px; its label is what it does. */
export class IconButton {
  readonly element: HTMLElement;
  private readonly picture: HTMLElement;

  constructor(name: string, label: string, onClick: () => void) {
    this.picture = icon(name);
    this.element = listen(customElement('vscode-button', { appearance: 'icon', class: 'icon-button' }, this.picture), {
      click: onClick,
    });
    this.label(label);
  }

  label(label: string): void {
    setAttribute(this.element, 'title', label);
    setAttribute(this.element, 'aria-label', label);
  }
  show(name: string, label: string): void {
    this.picture.className = `codicon codicon-${name}`;
    this.label(label);
  }
  setPressed(isPressed: boolean): void {
    setAttribute(this.element, 'aria-pressed', String(isPressed));
    this.element.classList.toggle('on', isPressed);
  }
}

/** A button of the run bar: icon and word where there is room, the icon alone where there is not. */
export class BarButton {
  readonly element: HTMLElement;
  private readonly picture = icon('debug-pause');
  private readonly word = document.createElement('b');

  constructor(onClick: () => void) {
    this.word.className = 'above-860';
    this.element = listen(
      customElement('vscode-button', { appearance: 'secondary', class: 'bar-button' }, this.picture, this.word),
      {
        click: onClick,
      },
    );
  }

  show(name: string, label: string): void {
    const className = `codicon codicon-${name}`;
    if (this.picture.className !== className) this.picture.className = className;
    setText(this.word, label);
    setAttribute(this.element, 'title', label);
    setAttribute(this.element, 'aria-label', label);
  }
}
