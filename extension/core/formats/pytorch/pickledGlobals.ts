import type { PickleGlobal } from './pickleValue';

/** Modules that reach the system, the network or other code: no model needs them. With all that is below them. */
const dangerousModules = new Set(
  (
    'os posix nt subprocess commands popen2 sys builtins runpy importlib imp pkgutil zipimport socket socketserver ssl shutil ' +
    'ctypes _ctypes cffi pty tty codeop pdb bdb cProfile timeit doctest unittest pydoc webbrowser asyncio multiprocessing ' +
    '_posixsubprocess threading _thread signal atexit marshal pickle _pickle cPickle pickletools shelve dbm dill types ' +
    'inspect gc ast io _io tempfile glob fileinput linecache mmap fcntl pwd http urllib urllib2 requests httpx aiohttp ' +
    'ftplib smtplib telnetlib poplib imaplib nntplib xmlrpc pip setuptools distutils ensurepip venv idlelib lib2to3 ' +
    'antigravity nturl2path winreg _winreg _winapi msvcrt numpy.f2py numpy.testing numpy.distutils torch.hub torch.ops ' +
    'torch.classes torch.serialization torch.package torch.utils.cpp_extension torch.utils.model_zoo torch.utils.bottleneck'
  ).split(' '),
);

/** What is harmless of those. */
const harmless = new Set([
  ...(
    'set frozenset list dict tuple int long float complex bool str unicode bytes bytearray slice range xrange object ' +
    'NoneType Ellipsis NotImplemented getattr print len min max sum abs round sorted reversed enumerate zip map filter ' +
    'staticmethod classmethod property type super isinstance repr hash id iter next any all divmod pow ord chr hex oct ' +
    'bin format Exception ValueError TypeError KeyError RuntimeError'
  )
    .split(' ')
    .map(name => `builtins.${name}`),
  ...['types.SimpleNamespace', 'types.MappingProxyType', 'types.MethodType', 'types.NoneType', 'types.EllipsisType'],
  ...['torch.serialization._get_layout', 'io.BytesIO', 'io.StringIO', '_io.BytesIO', '_io.StringIO'],
]);

/** Names that run code or open files wherever they are found: as an attribute of something harmless, say. */
const dangerousNames =
  /^(?:eval|exec|execfile|compile|open|system|popen\w*|spawn\w*|exec[lv]\w*|fork\w*|runstring|import_module|load_module|__\w+__)$/;

/** Single functions of modules that are harmless, or whose names people give to modules of their own. */
const dangerousPaths = new Set([
  ...['torch.load', 'torch.from_file', 'torch.jit.load', 'numpy.load', 'numpy.fromfile', 'numpy.memmap', 'joblib.load'],
  ...['code.interact', 'code.InteractiveConsole', 'code.InteractiveInterpreter', 'profile.run', 'profile.runctx'],
  ...['trace.Trace', 'site.addsitedir', 'site.main', 'pandas.read_pickle', 'operator.methodcaller'],
]);

/** Python 2's names. */
const renamed: Record<string, string> = {
  ...{ __builtin__: 'builtins', copy_reg: 'copyreg', exceptions: 'builtins', UserDict: 'collections' },
};
export const presentModule = (module: string): string => (Object.hasOwn(renamed, module) ? renamed[module]! : module);

/** True for what no file of weights has to do with: whoever loaded it in Python would run what its writer wanted. */
export function isDangerous({ module, name, path }: PickleGlobal): boolean {
  if (harmless.has(path)) return false;
  // A name may have dots: Python then goes from attribute to attribute, into what a module imports too.
  const steps = name.split('.');
  return (
    dangerousPaths.has(path) ||
    prefixes(module).some(prefix => dangerousModules.has(prefix)) ||
    steps.some(step => dangerousNames.test(step)) ||
    steps.slice(0, -1).some(step => dangerousModules.has(step))
  );
}

const prefixes = (module: string): string[] => [...module.matchAll(/\.|$/g)].map(({ index }) => module.slice(0, index));

/** Modules of the framework itself and of Python's plain values: what is made of them is no one's own class. */
const knownModules =
  /^(?:torch|torchvision|torchaudio|__torch__|numpy|collections|builtins|copyreg|_codecs|datetime|decimal|fractions|pathlib|argparse|uuid|enum|functools|operator|typing|types|random|string|re|math)(?:\.|$)/;
export const isKnownClass = (path: string): boolean => knownModules.test(path);
