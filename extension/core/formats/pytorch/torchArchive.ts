import { openedFile, type Found, type OpenedFile } from '../openedFile';
import type { StoredTensor } from '../tensors/storedTensor';
import type { ZipMember } from '../containers/zipMember';
import type { ZipFile } from '../containers/zipMembers';
import { exportedTensors } from './exportedProgram';
import { PickleInput } from './pickleInput';
import { readPickle } from './pickleMachine';
import { pickledModel, type PickledModel } from './pickledModel';
import { StorageMembers } from './storageMembers';
import type { Storages } from './storageTensor';

/** True for what `torch.save`, `torch.jit.save` and `torch.export.save` write: a zip whose members are in one folder. */
export const isTorchArchive = (zip: ZipFile): boolean => rootOf(zip) !== null;

/** What the member that says where all is ends with. */
const marks = ['data.pkl', 'archive_format', 'data/weights/model_weights_config.json'];
/** Of 100,000 storages none ends so. */
const markEnds = new Set(marks.map(mark => mark.charCodeAt(mark.length - 1)));

/** The shortest folder inside the zip that one of them lies in, with `/` behind it. */
function rootOf({ members }: ZipFile): string | null {
  let root: string | null = null;
  for (const { name } of members) {
    if (!markEnds.has(name.charCodeAt(name.length - 1))) continue;
    for (const mark of marks) {
      const length = name.length - mark.length;
      if (!name.endsWith(mark) || (length > 0 && name[length - 1] !== '/')) continue;
      if (root === null || length < root.length) root = name.slice(0, length);
    }
  }
  return root;
}

/** Opens an archive of PyTorch's. Nothing of the code in it is read. Throws LayerglassError. */
export const openTorchArchive = (zip: ZipFile): OpenedFile => openedFile(readTorchArchive(zip));

/** What is in it. */
export function readTorchArchive(zip: ZipFile): Found {
  const { source, problems } = zip;
  const archive = archiveOf(zip);
  const single = source.name.replace(/\.\w+$/, '');
  const { tensors, metadata, step } = archive.member('data.pkl')
    ? pickledArchive(zip, archive, single)
    : { tensors: exportedTensors(archive, problems), metadata: new Map<string, string>(), step: null };
  return {
    format: 'pytorch',
    sources: [source],
    summed: summedMembers(zip),
    metadata: { ...archiveFacts(archive), ...Object.fromEntries(metadata) },
    ...{ tensors, step, problems },
  };
}

/** Where the checksum is 0, PyTorch was told to write none. */
export const summedMembers = ({ members }: ZipFile): NonNullable<Found['summed']> =>
  members.filter(member => member.isReadable && member.expected !== 0);

/** What it says of itself outside its pickle. */
export const archiveFacts = (archive: TorchArchive): Record<string, string> =>
  Object.fromEntries([
    ...factOf('kind', kindOf(archive)),
    ...factOf('archiveVersion', archive.text('version') ?? archive.text('.data/version')),
    ...factOf('byteOrder', archive.text('byteorder')),
  ]);

export function archiveOf(zip: ZipFile): TorchArchive {
  const root = rootOf(zip) ?? '';
  const member = (name: string): ZipMember | null => zip.byName.get(root + name) ?? null;
  return { root, member, text: name => textOf(member(name)) };
}

/** The members of an archive by their names in its folder. */
export interface TorchArchive {
  /** The folder's name with `/` behind it. */
  root: string;
  member(name: string): ZipMember | null;
  /** Of a short one; null where there is none. */
  text(name: string): string | null;
}

function pickledArchive(zip: ZipFile, archive: TorchArchive, single: string): PickledModel {
  const { problems } = zip;
  const isBigEndian = archive.text('byteorder') === 'big';
  const open = (pickle: string, folder: string): PickledModel => {
    const members = new StorageMembers(zip, archive.root + folder);
    const storages: Storages = { isBigEndian, bytesOf: ({ key }) => members.member(key) };
    const input = new PickleInput(archive.member(pickle)!, pickle);
    return pickledModel(readPickle(input), storages, single, problems);
  };
  const model = open('data.pkl', 'data/');
  return archive.member('constants.pkl')
    ? { ...model, tensors: [...model.tensors, ...open('constants.pkl', 'constants/').tensors.map(asConstant)] }
    : model;
}

/** What TorchScript took from code: it has no name of its own. */
function asConstant(tensor: StoredTensor): StoredTensor {
  const { entry } = tensor;
  entry.name = `constants.${entry.name}`;
  entry.role = 'other';
  entry.layer = 'constants';
  return tensor;
}

function kindOf(archive: TorchArchive): string | null {
  if (archive.member('constants.pkl')) return 'TorchScript';
  return archive.member('data.pkl') ? null : 'exported program';
}

const factOf = (key: string, text: string | null): [string, string][] => (text ? [[key, text]] : []);

const maxTextBytes = 64;

function textOf(member: ZipMember | null): string | null {
  if (!member?.isReadable || member.size > maxTextBytes) return null;
  const bytes = new Uint8Array(member.size);
  member.read(bytes, 0);
  return new TextDecoder().decode(bytes).trim();
}
