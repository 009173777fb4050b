import { LayerglassError } from '../../protocol/errors';
import { languages } from '../../contributions';

/** What is asked of a document before it is run; a part of `vscode.TextDocument`. */
export interface DocumentFacts {
  scheme: string;
  isUntitled: boolean;
  languageId: string;
  fileName: string;
}

/** Throws LayerglassError with what to do where the document cannot be run as a program. */
export function checkRunnable(document: DocumentFacts | null): void {
  if (document === null)
    throw new LayerglassError('no-program', 'No program is open.', {
      remedy: 'Open a TypeScript or JavaScript file that uses TensorFlow.js, then run this command again.',
    });
  if (document.isUntitled)
    throw new LayerglassError('untitled', 'This file has no place on the disk yet.', {
      remedy: 'Save it in a folder that has TensorFlow.js, then run this command again.',
    });
  if (document.scheme !== 'file')
    throw new LayerglassError('not-a-file', `This document is not a file on this machine (${document.scheme}:).`, {
      remedy: 'Open the file itself: from the Explorer, or from a folder on this machine.',
    });
  if (!(languages as readonly string[]).includes(document.languageId))
    throw new LayerglassError(
      'wrong-language',
      `Layerglass runs TypeScript and JavaScript, not ${document.languageId}.`,
      {
        remedy: 'Open the program that trains the model.',
      },
    );
}
