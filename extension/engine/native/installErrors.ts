import { LayerglassError } from '../../protocol/errors';
import { systemCode } from '../../core/runs/writeError';
import type { LoadFailure } from '../../core/packages/loadFailure';
import type { CommandResult } from './runCommand';
import { tellingOutput, toolSaid } from './toolOutput';

const isDiskFull =
  /No space left on device|ENOSPC|EDQUOT|Disk quota exceeded|not enough space on the disk|disk is full/i;
const isWrongHash = /DO NOT MATCH THE HASHES|EINTEGRITY|hash mismatch|Bad CRC-32|BadZipFile|IncompleteRead/i;
const isProxy =
  /proxy|ERR_TUNNEL|HTTP (error )?407|SELF_SIGNED_CERT|CERTIFICATE_VERIFY_FAILED|self.signed certificate/i;
const isOffline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|getaddrinfo|Temporary failure in name resolution|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|Network is unreachable|Name or service not known|network (request|timeout)|could not be reached|Connection refused|timed out|connect timeout|No matching distribution/i;

const diskFull = (folder: string, cause?: unknown): LayerglassError =>
  new LayerglassError('disk-full', `No space was left while native TensorFlow was put together in ${folder}.`, {
    remedy:
      'What was written has been removed. Free 1.4 GB, or name a folder on another disk in the variable LAYERGLASS_NATIVE, and try again.',
    where: folder,
    cause,
  });

/** An error for a step that ended badly: by what it printed, `disk-full`, `native-checksum`, `native-download`, `native-install`. */
export function stepError(
  stage: string,
  result: CommandResult,
  { folder, isDownload }: { folder: string; isDownload: boolean },
): LayerglassError {
  const output = tellingOutput(result.output);
  const said = toolSaid(result.output);
  if (isDiskFull.test(output)) return diskFull(folder);
  if (isWrongHash.test(output))
    return new LayerglassError(
      'native-checksum',
      `${stage} gave a file that is damaged or not the one expected: ${said}`,
      {
        remedy:
          'It was removed. Try again; where it happens again, something between here and the registry changes files.',
      },
    );
  if (isDownload && result.isStalled)
    return new LayerglassError('native-download', `${stage} stood still, so it was ended. ${said}`.trim(), {
      remedy: 'See that the network and its proxy work, and try again: what was fetched whole is kept.',
    });
  if (isDownload && isProxy.test(output))
    return new LayerglassError('native-download', `${stage} failed at a proxy or its certificate: ${said}`, {
      remedy:
        'Set the variables HTTPS_PROXY and NO_PROXY, or the proxy and certificate settings of npm and pip, and try again.',
    });
  if (isDownload && isOffline.test(output))
    return new LayerglassError('native-download', `${stage} failed: the registry cannot be reached. ${said}`, {
      remedy: 'Connect this machine to the network, or set HTTPS_PROXY where it has a proxy, and try again.',
    });
  const how = result.isStalled
    ? 'took too long'
    : result.code === null
      ? `was ended${result.signal ? ` by ${result.signal}` : ''}`
      : `ended with ${result.code}`;
  return new LayerglassError(isDownload ? 'native-download' : 'native-install', `${stage} ${how}: ${said}`, {
    remedy: isDownload
      ? 'See that the registries of npm and pip are reachable, and try again.'
      : 'Try again; where it fails again, report this with the message.',
  });
}

const proofCodes: Record<LoadFailure['kind'], [code: string, remedy: string]> = {
  processor: ['native-processor', 'Programs stay on WebAssembly, which runs on this processor.'],
  crash: ['native-crash', 'Programs stay on WebAssembly. Report this with the kind of processor and system.'],
  platform: [
    'native-platform',
    'Programs stay on WebAssembly. See that npm, Node.js and VS Code are of one architecture.',
  ],
  other: [
    'native-install',
    'Programs stay on WebAssembly. Try again; where it fails again, report this with the message.',
  ],
};

/** An error for an installation that does not compute: `native-processor`, `native-crash`, `native-platform`, `native-install`. */
export function proofError(failure: LoadFailure): LayerglassError {
  const [code, remedy] = proofCodes[failure.kind];
  return new LayerglassError(code, `Native TensorFlow was put together, but does not work here: ${failure.why}.`, {
    remedy,
  });
}

/** A failure of the file system in words: `disk-full`, `read-only`; any other error as it is. */
export function folderError(error: unknown, folder: string): unknown {
  const code = systemCode(error);
  if (['ENOSPC', 'EDQUOT'].includes(code)) return diskFull(folder, error);
  if (['EROFS', 'EACCES', 'EPERM', 'EBUSY', 'ENOTDIR'].includes(code))
    return new LayerglassError('read-only', `Native TensorFlow cannot be put into ${folder}: it may not be written.`, {
      remedy:
        'Give yourself write access to it, name another folder in the variable LAYERGLASS_NATIVE, or end what uses it.',
      where: folder,
      cause: error,
    });
  return error;
}
