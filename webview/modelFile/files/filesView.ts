import { element } from '../../dom/element';
import { FilesSection } from '../../tensors/filesSection';
import type { FileContext } from '../fileContext';
import { MetadataSection } from './metadataSection';

/** Which files is it made of, and what does it say of itself? */
export class FilesView {
  readonly element: HTMLElement;

  constructor(context: FileContext) {
    const files = new FilesSection({ page: context, description: () => context.store.data.description });
    const metadata = new MetadataSection(context);
    this.element = element('div', { class: 'scroll' }, files.element, metadata.element);
    for (const part of [files, metadata]) context.scheduler.add(part);
  }
}
