import * as vscode from 'vscode';
import { panelViewType } from '../../contributions';
import type { PanelServices } from './panelServices';
import { ProgramPanel } from './programPanel';
import { panelTitle } from './panelTitle';

/** Panels of this window by title, so that they find their programs again after a reload. */
const stateKey = 'layerglass.panels';

/** The panels, one for each program. */
export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly panels = new Map<string, ProgramPanel>();
  private readonly registration = vscode.window.registerWebviewPanelSerializer(panelViewType, this);

  constructor(
    private readonly services: PanelServices,
    private readonly memory: vscode.Memento,
  ) {}

  get all(): ProgramPanel[] {
    return [...this.panels.values()];
  }

  /** The panel that has the focus. */
  get active(): ProgramPanel | null {
    return this.all.find(p => p.panel.active) ?? null;
  }

  of(program: string): ProgramPanel | null {
    return this.panels.get(program) ?? null;
  }

  /** Shows the panel of a program beside its source; the focus stays where it is. */
  open(program: string): ProgramPanel {
    const known = this.panels.get(program);
    if (known) {
      if (!known.panel.visible) known.panel.reveal(undefined, true);
      return known;
    }
    const title = panelTitle(program, this.programsByTitle);
    const panel = vscode.window.createWebviewPanel(panelViewType, title, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
    });
    return this.adopt(panel, program);
  }

  /** Called by VS Code after a reload, for each panel that was open. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    const program = this.programsByTitle[panel.title];
    if (program === undefined || this.panels.has(program)) return panel.dispose();
    this.services.catalog.logs.addIfFolder(program);
    this.adopt(panel, program);
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.all) panel.dispose();
  }

  private get programsByTitle(): Record<string, string> {
    return this.memory.get<Record<string, string>>(stateKey, {});
  }

  private adopt(panel: vscode.WebviewPanel, program: string): ProgramPanel {
    const added = new ProgramPanel(panel, program, this.services);
    this.panels.set(program, added);
    void this.memory.update(stateKey, { ...this.programsByTitle, [panel.title]: program });
    panel.onDidDispose(() => this.panels.delete(program));
    return added;
  }
}
