import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Reader } from '../../engine/reader/reader';
import { LayerglassError } from '../../protocol/errors';
import type { FileEvent, FileRefusal } from '../../protocol/filePage';
import type { FileDescription, FileFinding, FileProblem, TensorFigures } from '../../protocol/reader';
import { fileFingerprint } from './fileFingerprint';
import { problemOf, refusalOf } from './fileRefusal';
import { FileWatch } from './fileWatch';

/** As long as the largest disk takes. */
const readTimeoutMs = 12 * 3600_000;
/** A file that cannot be opened though it is at rest is tried again so often before that is said. */
const retriesMs = [300, 1000, 3000];
/** Tensors in one event to a page that has come late. */
const replayTensors = 4000;

/** A model file that is open: read once for all its pages, and again when it has changed. */
export class ModelFile implements vscode.CustomDocument {
  private readonly events = new vscode.EventEmitter<FileEvent>();
  readonly onEvent = this.events.event;
  readonly path: string;
  private version = 0;
  private description: FileDescription | null = null;
  private refusal: FileRefusal | null = null;
  private figures: TensorFigures[] = [];
  private problems: FileProblem[] = [];
  private findings: readonly FileFinding[] = [];
  private state: 'waiting' | 'reading' | 'stopped' | 'done' = 'waiting';
  private isBeingWritten = false;
  /** Its storages are shown as raw numbers, for it is refused otherwise. */
  private isRaw = false;
  /** What was there when it was opened. */
  private openedAs = '';
  private reading: AbortController | null = null;
  private retry: NodeJS.Timeout | null = null;
  private opening = 0;
  private readonly watch: FileWatch;

  constructor(
    readonly uri: vscode.Uri,
    private readonly reader: Pick<Reader, 'request'>,
    private readonly onUnexpected: (error: unknown) => void,
  ) {
    this.path = uri.fsPath;
    this.watch = new FileWatch(this.path, {
      isOther: () => this.openedAs !== '' && this.fingerprint() !== this.openedAs,
      fingerprint: () => this.fingerprint(),
      onBegin: () => this.tellWriting(true),
      onSettled: now => this.settled(now),
    });
    void this.open(0);
  }

  get isTrusted(): boolean {
    return vscode.workspace.isTrusted;
  }

  /** Everything that a page has missed. */
  replay(send: (event: FileEvent) => void): void {
    const { version } = this;
    if (version === 0) return;
    send(this.fileEvent());
    if (this.isBeingWritten) send({ type: 'beingWritten', isBeingWritten: true });
    for (let at = 0; at < this.figures.length; at += replayTensors)
      send({ type: 'figures', version, tensors: this.figures.slice(at, at + replayTensors), problems: [] });
    if (this.state === 'reading') send({ type: 'reading', version });
    if (this.state === 'done' || this.state === 'stopped') send(this.readEvent());
  }

  /** Where requests find what is shown. */
  get place(): { path: string; raw?: true } {
    return { path: this.path, ...(this.isRaw && { raw: true as const }) };
  }

  /** Of a file that is refused: what it holds beside what is refused. */
  showStorages(): void {
    if (!this.refusal?.storages) return;
    this.isRaw = true;
    void this.open(0);
  }

  stopReading(): void {
    this.reading?.abort();
  }
  /** Goes on with the figures where they were stopped; opens the file again where it could not be opened. */
  readAgain(): void {
    if (!this.description) return void this.open(0);
    if (this.state === 'stopped') void this.read();
  }

  dispose(): void {
    this.opening++;
    if (this.retry) clearTimeout(this.retry);
    this.reading?.abort();
    this.watch.dispose();
    this.events.dispose();
  }

  private fingerprint(): string {
    return fileFingerprint(this.path, this.description?.files ?? []);
  }

  /** @param tries how often it has been tried as it is */
  private async open(tries: number): Promise<void> {
    const opening = ++this.opening;
    if (this.retry) clearTimeout(this.retry);
    this.reading?.abort();
    const before = fileFingerprint(this.path, []);
    try {
      const description = await this.reader.request('describe', this.place);
      if (opening !== this.opening) return;
      this.description = description;
      this.refusal = null;
      this.openedAs = this.fingerprint();
    } catch (error) {
      if (opening !== this.opening) return;
      this.openedAs = this.fingerprint();
      const isOld = this.description !== null;
      const delay = retriesMs[tries];
      // What was read before stays while it is being written; a file that is at rest is what it is.
      if (isOld && delay !== undefined) {
        this.tellWriting(true);
        this.retry = setTimeout(() => void this.open(tries + 1), delay);
        return;
      }
      if (!(error instanceof LayerglassError)) this.onUnexpected(error);
      const refusal = await refusalOf(error, this.place, this.reader);
      if (opening !== this.opening) return;
      this.description = null;
      this.isRaw = false;
      this.refusal = refusal;
    }
    this.version++;
    this.isBeingWritten = false;
    this.state = 'waiting';
    [this.figures, this.problems, this.findings] = [[], [], []];
    this.watch.follow(this.description?.files ?? []);
    this.events.fire(this.fileEvent());
    if (!this.description) return;
    if (!this.openedAs.startsWith(before)) return this.watch.touch();
    await this.read();
  }

  private async read(): Promise<void> {
    const { version } = this;
    const reading = new AbortController();
    this.reading?.abort();
    this.reading = reading;
    const known = new Set(this.figures.map(t => t.name));
    const names = known.size ? this.description!.tensors.map(t => t.name).filter(n => !known.has(n)) : null;
    this.state = 'reading';
    this.events.fire({ type: 'reading', version });
    let isOwn = true;
    try {
      const { findings, problems } = await this.reader.request(
        'summaries',
        { ...this.place, names, inParts: true },
        {
          signal: reading.signal,
          timeoutMs: readTimeoutMs,
          onProgress: (done, total) => {
            if (!reading.signal.aborted) this.events.fire({ type: 'progress', version, done, total });
          },
          onPart: part => {
            if (reading.signal.aborted) return;
            this.figures.push(...part.tensors);
            this.events.fire({ type: 'figures', version, ...part });
          },
        },
      );
      isOwn = this.version === version && this.reading === reading;
      if (!isOwn) return;
      this.state = 'done';
      this.findings = findings;
      this.problems = problems;
    } catch (error) {
      isOwn = this.version === version && this.reading === reading;
      if (!isOwn) return;
      this.state = 'stopped';
      const isStopped = error instanceof LayerglassError && error.code === 'cancelled';
      if (!isStopped) this.problems = [problemOf(error)];
      if (!(error instanceof LayerglassError)) this.onUnexpected(error);
    } finally {
      if (isOwn) this.reading = null;
    }
    this.events.fire(this.readEvent());
    // Figures of two states of the file are none.
    if (this.fingerprint() !== this.openedAs) this.watch.touch();
  }

  private settled(now: string): void {
    if (now === this.openedAs && !this.refusal) {
      this.tellWriting(false);
      return;
    }
    // It is another file now, which may be as it should be.
    this.isRaw = false;
    void this.open(0);
  }

  private tellWriting(isBeingWritten: boolean): void {
    if (isBeingWritten === this.isBeingWritten || !this.description) return;
    this.isBeingWritten = isBeingWritten;
    this.events.fire({ type: 'beingWritten', isBeingWritten });
  }

  private fileEvent(): FileEvent {
    const { version, description, refusal, isTrusted } = this;
    const bytes = description?.files.reduce((sum, f) => sum + f.bytes, 0) ?? sizeOf(this.openedAs);
    return { type: 'file', version, name: path.basename(this.path), bytes, isTrusted, description, refusal };
  }
  private readEvent(): FileEvent {
    const { version, findings, problems, state } = this;
    return { type: 'read', version, findings: [...findings], problems, stopped: state === 'stopped' };
  }
}

const sizeOf = (fingerprint: string): number => Number.parseInt(fingerprint, 10) || 0;
