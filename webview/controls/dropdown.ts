import { customElement, listen, setAttribute } from '../dom/element';

export interface Choice {
  value: string;
  label: string;
  /** What it is, at the right of the open list: `best`, `last`. */
  note?: string;
}
const listDelayMs = 120;
type DropdownElement = HTMLElement & { value: string; open: boolean };

/** A dropdown of the toolkit whose list changes only where it differs, and never while it is open. */
export class Dropdown {
  readonly element: DropdownElement;
  private shown = '';
  private face: HTMLElement | null = null;
  private owed: (() => void) | null = null;

  constructor(label: string, isSmall: boolean, onChoose: (value: string) => void) {
    this.element = customElement('vscode-dropdown', {
      'aria-label': label,
      class: isSmall ? 'small' : '',
    }) as DropdownElement;
    listen(this.element, {
      change: () => {
        if (this.element.value) onChoose(this.element.value);
      },
      pointerenter: () => this.settle(),
      focusin: () => this.settle(),
    });
  }

  /** What the closed dropdown shows in the place of the chosen label: a part of it can be left out where it is narrow. */
  setFace(face: HTMLElement): void {
    face.slot = 'selected-value';
    this.face = face;
    if (face.parentElement !== this.element) this.element.append(face);
  }

  show(choices: readonly Choice[], chosen: string): void {
    if (this.element.open) return;
    const signature = JSON.stringify([choices, chosen]);
    if (signature === this.shown) {
      this.owed = null;
      return;
    }
    // A face says what is chosen: its list, whose options are costly, is made when it is quiet, or wanted.
    if (this.face && this.shown !== '') {
      if (!this.owed) setTimeout(() => this.settle(), listDelayMs);
      this.owed = () => this.showList(choices, chosen, signature);
    } else this.showList(choices, chosen, signature);
  }

  private settle(): void {
    if (this.element.open) return;
    const owed = this.owed;
    this.owed = null;
    owed?.();
  }

  private showList(choices: readonly Choice[], chosen: string, signature: string): void {
    const isSameList = this.shown !== '' && JSON.stringify(JSON.parse(this.shown)[0]) === JSON.stringify(choices);
    this.shown = signature;
    if (!isSameList)
      this.element.replaceChildren(
        ...choices.map(c =>
          customElement(
            'vscode-option',
            { value: c.value, 'data-note': c.note, selected: c.value === chosen },
            c.label,
          ),
        ),
        ...(this.face ? [this.face] : []),
      );
    // The list takes its options in a later turn; only then can one of them be chosen.
    const choose = () => {
      this.element.value = chosen;
      setAttribute(this.element, 'title', choices.find(c => c.value === chosen)?.label ?? '');
    };
    choose();
    setTimeout(choose);
  }
}
