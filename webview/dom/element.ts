import { visibleText } from '../../extension/core/text/plainText';

type Child = Node | string | null | undefined | false;
/** Attributes by name; `true` writes an empty one, `null`, `undefined` and `false` none. `on` holds listeners. */
export type Attributes = Record<string, string | number | boolean | null | undefined>;
type Listeners = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

/** A new element with its attributes and children; text is always text, never markup, and names hide nothing in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(created, name, value);
  for (const child of children) if (child) created.append(typeof child === 'string' ? visibleText(child) : child);
  return created;
}

/** The same for an element of the toolkit, whose name TypeScript does not know. */
export function customElement(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  return element(tag as 'div', attributes, ...children);
}

/** Adds the listeners and returns the element. */
export function listen<E extends HTMLElement>(target: E, listeners: Listeners): E {
  for (const [name, listener] of Object.entries(listeners)) target.addEventListener(name, listener as EventListener);
  return target;
}

/** Writes, changes or removes one attribute; nothing happens where it is so already. */
export function setAttribute(target: Element, name: string, value: Attributes[string]): void {
  const text = value === true ? '' : value === null || value === undefined || value === false ? null : String(value);
  if (target.getAttribute(name) === text) return;
  if (text === null) target.removeAttribute(name);
  else target.setAttribute(name, text);
}

/** Changes the text only where it differs, so that an unchanged one keeps its node and its selection. */
export function setText(target: Node, text: string): void {
  const shown = visibleText(text);
  if (target.textContent !== shown) target.textContent = shown;
}

/** Shows or hides without taking the element out of the page. */
export function setVisible(target: HTMLElement, isVisible: boolean): void {
  if (target.hidden === isVisible) target.hidden = !isVisible;
}

/** A codicon, of no meaning to a screen reader: the word beside it or the label of its button says what it is. */
export function icon(name: string, className = ''): HTMLElement {
  return element('i', { class: `codicon codicon-${name} ${className}`.trim(), 'aria-hidden': 'true' });
}
