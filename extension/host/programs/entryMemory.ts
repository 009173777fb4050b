import * as path from 'node:path';
import * as fs from 'node:fs';
import type * as vscode from 'vscode';

const entriesKey = 'layerglass.entries';
const argumentsKey = 'layerglass.arguments';

/** What a person chose for a file in this workspace: the program to run in its place, and the last arguments. */
export class EntryMemory {
  constructor(private readonly memory: vscode.Memento) {}

  /** The program that is run for this file; null where none was chosen, or it is gone. */
  entryOf(file: string): string | null {
    const entry = this.memory.get<Record<string, string>>(entriesKey, {})[file];
    return entry !== undefined && path.isAbsolute(entry) && fs.existsSync(entry) ? entry : null;
  }

  async setEntry(file: string, entry: string): Promise<void> {
    await this.memory.update(entriesKey, { ...this.memory.get<Record<string, string>>(entriesKey, {}), [file]: entry });
  }

  /** The arguments that Train with Arguments… was last given for this program. */
  argumentsOf(program: string): string[] | null {
    return this.memory.get<Record<string, string[]>>(argumentsKey, {})[program] ?? null;
  }

  async setArguments(program: string, list: string[]): Promise<void> {
    const all = this.memory.get<Record<string, string[]>>(argumentsKey, {});
    await this.memory.update(argumentsKey, { ...all, [program]: list });
  }
}
