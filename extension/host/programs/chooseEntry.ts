import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { setting } from '../settings';
import { workspaceFolderOf } from '../workspaceRoots';
import type { EntryMemory } from './entryMemory';
import { isPartOfProgram, programsThatImport } from './programChoice';
import { settingsOf } from './programSettings';
import { readSources } from './readSources';

/**
 * The program that is run for a file: the setting's entry, else the one that was chosen before, else the file itself where
 * it trains; else the person is asked once, where other programs import it. null: the question was dismissed.
 */
export async function programFor(file: string, memory: EntryMemory): Promise<string | null> {
  const folder = workspaceFolderOf(file);
  const { entry } = settingsOf(file, folder, setting('programs', vscode.Uri.file(file)));
  if (entry && folder !== null) return path.resolve(folder, entry);
  const remembered = memory.entryOf(file);
  if (remembered !== null) return remembered;
  const text = await fs.readFile(file, 'utf8').catch(() => '');
  if (folder === null || !isPartOfProgram(text)) return file;
  const candidates = programsThatImport(file, await sourcesIn(folder));
  if (candidates.length === 0) return file;
  return askForEntry(file, folder, candidates, memory);
}

/** Asks which program is run for a file, whatever was chosen before. null: dismissed. */
export async function chooseEntry(file: string, memory: EntryMemory): Promise<string | null> {
  const folder = workspaceFolderOf(file);
  const candidates = folder === null ? [] : programsThatImport(file, await sourcesIn(folder));
  return askForEntry(file, folder, candidates, memory);
}

const sourcesIn = (folder: string): Thenable<Map<string, string>> =>
  vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Looking for programs' }, () =>
    readSources(folder),
  );

async function askForEntry(
  file: string,
  folder: string | null,
  candidates: readonly { path: string; trains: boolean }[],
  memory: EntryMemory,
): Promise<string | null> {
  const name = (at: string): string => (folder === null ? path.basename(at) : path.relative(folder, at));
  const items = [
    ...candidates.map(c => ({ label: name(c.path), description: c.trains ? 'trains' : '', path: c.path })),
    { label: name(file), description: 'this file itself', path: file },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Which program is run for ${path.basename(file)}?`,
    placeHolder: 'Remembered; changed with Choose the Program That Imports This File…',
  });
  if (!chosen) return null;
  await memory.setEntry(file, chosen.path);
  return chosen.path;
}
