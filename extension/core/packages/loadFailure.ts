/** How a process that loaded a native library ended. */
export interface LoadAttempt {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Its standard error, or both streams. */
  output: string;
}
export interface LoadFailure {
  /**
   * `processor`: the library uses instructions that this processor lacks. `crash`: it ended the process otherwise.
   * `platform`: it was built for another system, processor or Node.js. `other`: an error of its own.
   */
  kind: 'processor' | 'crash' | 'platform' | 'other';
  /** One short phrase, after which a full stop fits. */
  why: string;
}

/** Exit codes of Windows for what is a signal elsewhere (STATUS_ILLEGAL_INSTRUCTION and its kin, [MS-ERREF] 2.3.1). */
const windowsSignals: Record<number, string> = { 0xc000001d: 'SIGILL', 0xc0000005: 'SIGSEGV', 0xc0000409: 'SIGABRT' };
/** TensorFlow looks for the instructions that it was built with, and aborts (tsl/platform/cpu_feature_guard.cc). */
const missingInstructions = /was compiled to use (.+?) instructions, but these aren't available/;
const otherPlatform =
  /invalid ELF header|wrong ELF class|Exec format error|cannot open shared object file.*ld-|not a valid Win32|incompatible architecture|mach-o|slice is not valid|compiled against a different Node\.js version|Module version mismatch|Module did not self-register/i;

/** Returns why a native library did not load, from how the throw-away process ended that tried it. */
export function loadFailure({ code, signal, output }: LoadAttempt): LoadFailure {
  const died = signal ?? (code === null ? undefined : windowsSignals[code >>> 0]);
  const missing = missingInstructions.exec(output)?.[1];
  if (missing !== undefined || died === 'SIGILL')
    return {
      kind: 'processor',
      why: `this processor lacks instructions that its library uses (${missing ?? 'it ends the process with SIGILL'})`,
    };
  if (died !== undefined) return { kind: 'crash', why: `loading it ends the process with ${died}` };
  const message = errorMessage(output);
  if (otherPlatform.test(output))
    return { kind: 'platform', why: `its library is for another system, processor or Node.js: ${message}` };
  return { kind: 'other', why: message ? `it does not load: ${message}` : 'it does not load' };
}

/** The message of the error that Node printed; empty where it printed none. */
function errorMessage(output: string): string {
  const line = output.split('\n').find(l => /^\w*Error\b.*: /.test(l.trim()));
  const message = line?.trim().replace(/^\w*Error[^:]*: /, '') ?? '';
  return message.slice(0, 200).replace(/\.\s*$/, '');
}
