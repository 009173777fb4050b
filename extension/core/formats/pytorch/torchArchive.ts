import type { FileProblem } from '../../../protocol/reader';
import { openedFile, type Found, type OpenedFile } from '../openedFile';
import type { StoredTensor } from '../tensors/storedTensor';
import type { ZipFile, ZipMember } from '../containers/zipMembers';
import { exportedTensors } from './exportedProgram';
import { PickleInput } from './pickleInput';
import { readPickle } from './pickleMachine';
import { pickledModel, type PickledModel } from './pickledModel';
import type { Storages } from './storageTensor';

/** True for what `torch.save`, `torch.jit.save` and `torch.export.save` write: a zip whose members are in one folder. */
export const isTorchArchive = (names: readonly string[]): boolean => rootOf(names) !== null;

/** What the member that says where all is ends with. */
const marks = ['data.pkl', 'archive_format', 'data/weights/model_weights_config.json'];

/** The folder inside the zip, with `/` behind it. */
function rootOf(names: readonly string[]): string | null {
  const found = names.flatMap(name => {
    const mark = marks.find(m => name === m || name.endsWith(`/${m}`));
    return mark ? [name.slice(0, name.length - mark.length)] : [];
  });
  return found.sort((a, b) => a.length - b.length)[0] ?? null;
}

/** Opens an archive of PyTorch's. Nothing of the code in it is read. Throws LayerglassError. */
export const openTorchArchive = (zip: ZipFile): OpenedFile => openedFile(readTorchArchive(zip));

/** What is in it. */
export function readTorchArchive({ source, members, problems }: ZipFile): Found {
  const archive = archiveOf(members);
  const single = source.name.replace(/\.\w+$/, '');
  const { tensors, metadata, step } = archive.member('data.pkl')
    ? pickledArchive(archive, single, problems)
    : { tensors: exportedTensors(archive, problems), metadata: new Map<string, string>(), step: null };
  return {
    format: 'pytorch',
    sources: [source],
    summed: summedMembers(members),
    metadata: { ...archiveFacts(archive), ...Object.fromEntries(metadata) },
    ...{ tensors, step, problems },
  };
}

/** Where the checksum is 0, PyTorch was told to write none. */
export const summedMembers = (members: readonly ZipMember[]): NonNullable<Found['summed']> =>
  members.flatMap(({ summed }) => (summed && summed.expected !== 0 ? [summed] : []));

/** What it says of itself outside its pickle. */
export const archiveFacts = (archive: TorchArchive): Record<string, string> =>
  Object.fromEntries([
    ...factOf('kind', kindOf(archive)),
    ...factOf('archiveVersion', archive.text('version') ?? archive.text('.data/version')),
    ...factOf('byteOrder', archive.text('byteorder')),
  ]);

export function archiveOf(members: readonly ZipMember[]): TorchArchive {
  const byName = new Map(members.toReversed().map(member => [member.name, member]));
  const root = rootOf(members.map(member => member.name)) ?? '';
  return {
    root,
    member: name => byName.get(root + name) ?? null,
    text: name => textOf(byName.get(root + name)),
  };
}

/** The members of an archive by their names in its folder. */
export interface TorchArchive {
  /** The folder's name with `/` behind it. */
  root: string;
  member(name: string): ZipMember | null;
  /** Of a short one; null where there is none. */
  text(name: string): string | null;
}

function pickledArchive(archive: TorchArchive, single: string, problems: FileProblem[]): PickledModel {
  const isBigEndian = archive.text('byteorder') === 'big';
  const open = (pickle: string, folder: string): PickledModel => {
    const storages: Storages = { isBigEndian, bytesOf: ({ key }) => archive.member(folder + key)?.source ?? null };
    const input = new PickleInput(archive.member(pickle)!.source, pickle);
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

function textOf(member: ZipMember | undefined): string | null {
  if (!member || member.source.size > maxTextBytes || !member.summed) return null;
  const bytes = new Uint8Array(member.source.size);
  member.source.read(bytes, 0);
  return new TextDecoder().decode(bytes).trim();
}
