import { customElement, icon, listen } from '../dom/element';

type TextField = HTMLElement & { value: string };

/** A field to look for something by a part of its name; Escape empties it. */
export class SearchField {
  readonly element: TextField;

  constructor(label: string, onChange: (text: string) => void) {
    const glass = icon('search');
    glass.slot = 'start';
    this.element = customElement(
      'vscode-text-field',
      { class: 'small', placeholder: label, 'aria-label': label },
      glass,
    ) as TextField;
    listen(this.element, {
      input: () => onChange(this.element.value),
      keydown: event => {
        // T and digits are letters here.
        if (!['Tab', 'Enter'].includes(event.key)) event.stopPropagation();
        if (event.key !== 'Escape' || !this.element.value) return;
        event.preventDefault();
        this.element.value = '';
        onChange('');
      },
    });
  }

  show(text: string): void {
    if (this.element.value !== text && document.activeElement !== this.element) this.element.value = text;
  }
}
