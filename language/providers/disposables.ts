import type { Disposable } from 'vscode';

/** Disposes all that it holds, in the reverse order. */
export class Disposables implements Disposable {
  private readonly held: Disposable[] = [];

  add<T extends Disposable>(item: T): T {
    this.held.push(item);
    return item;
  }

  dispose(): void {
    for (const item of this.held.splice(0).reverse()) item.dispose();
  }
}
