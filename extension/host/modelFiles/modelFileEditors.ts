import * as vscode from 'vscode';
import { modelFileViewTypes } from '../../contributions';
import type { FileServices } from './fileHandlers';
import { ModelFile } from './modelFile';
import { ModelFilePage } from './modelFilePage';
import { modelPlace, opensByDefault } from './modelPlace';

/** The editors of model files: one provider for what opens so by itself, and for what can. */
export class ModelFileEditors implements vscode.CustomReadonlyEditorProvider<ModelFile>, vscode.Disposable {
  private readonly pages = new Set<ModelFilePage>();
  private readonly registrations: vscode.Disposable[];
  /** What is to be compared with a file once its editor is there. */
  private readonly wanted = new Map<string, string>();

  constructor(private readonly services: FileServices) {
    this.registrations = Object.values(modelFileViewTypes).map(viewType =>
      vscode.window.registerCustomEditorProvider(viewType, this, { supportsMultipleEditorsPerDocument: true }),
    );
  }

  openCustomDocument(uri: vscode.Uri): ModelFile {
    return new ModelFile(uri, this.services.reader, error => this.services.log.error(error));
  }

  resolveCustomEditor(file: ModelFile, panel: vscode.WebviewPanel): void {
    const owner = { chooseOther: (of: ModelFile) => this.chooseOther(of), open: (place: string) => this.open(place) };
    const page = new ModelFilePage(file, panel, owner, this.services);
    this.pages.add(page);
    panel.onDidDispose(() => {
      this.pages.delete(page);
      page.dispose();
    });
    const other = this.wanted.get(file.path);
    this.wanted.delete(file.path);
    if (other !== undefined) page.compare(other);
  }

  /** The editor that has the focus. */
  get active(): ModelFilePage | null {
    return [...this.pages].find(p => p.panel.active) ?? null;
  }

  /** Opens a model file, or the file that a folder or a checkpoint's prefix means. Throws LayerglassError. */
  async open(place: string): Promise<void> {
    const uri = vscode.Uri.file(modelPlace(place));
    await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeOf(uri.fsPath));
  }

  /** Opens the first and sets the second against it. Throws LayerglassError. */
  async compare(a: string, b: string): Promise<void> {
    const [first, second] = [modelPlace(a), modelPlace(b)];
    const known = [...this.pages].find(p => p.file.path === first);
    if (!known) this.wanted.set(first, second);
    await this.open(first);
    known?.compare(second);
  }

  /** Asks for a model file: a file, or a folder. Null: the person let it be. */
  async choose(title: string): Promise<string | null> {
    // The dialogs of Windows and Linux choose files or folders, not both.
    const isBoth = process.platform === 'darwin' || vscode.env.remoteName !== undefined;
    const file = {
      label: '$(file) A file…',
      detail: '.h5, .keras, .safetensors, .npz, .npy, .onnx, .pt, .gguf, model.json, .index, .pb',
    };
    const folder = {
      label: '$(folder) A folder…',
      detail: 'a SavedModel, the checkpoints of TensorFlow, a folder with a model.json or a model.safetensors',
    };
    const kind = isBoth ? file : await vscode.window.showQuickPick([file, folder], { title });
    if (!kind) return null;
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title,
        canSelectFiles: kind === file,
        canSelectFolders: isBoth || kind === folder,
        openLabel: 'Open',
      })) ?? [];
    return chosen ? chosen.fsPath : null;
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  /** Another one that is open, or one from the disk. */
  private async chooseOther(of: ModelFile): Promise<string | null> {
    const title = 'Compare with which model file?';
    const open = [...new Set([...this.pages].map(p => p.file.path))].filter(p => p !== of.path);
    if (!open.length) return this.chosenPlace(title);
    const browse = { label: '$(folder-opened) Choose a file…', place: null };
    const items = open.map(place => ({ label: vscode.workspace.asRelativePath(place), place }));
    const picked = await vscode.window.showQuickPick<{ label: string; place: string | null }>([...items, browse], {
      title,
    });
    if (!picked) return null;
    return picked.place ?? this.chosenPlace(title);
  }
  private async chosenPlace(title: string): Promise<string | null> {
    const chosen = await this.choose(title);
    return chosen === null ? null : modelPlace(chosen);
  }
}

/** The editor is called by its name in the title of what its patterns hold. */
const viewTypeOf = (place: string): string =>
  opensByDefault.test(place) ? modelFileViewTypes.byDefault : modelFileViewTypes.asOption;
