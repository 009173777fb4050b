import * as fs from 'node:fs';
import * as path from 'node:path';

export type Missing = 'npm' | 'python' | 'pip' | 'compiler';

/** Names of what is missing in each package manager. First one that is there is named. */
const managers: [program: string, command: string, names: Record<Missing, string>][] = [
  ['apt-get', 'sudo apt-get install', { npm: 'npm', python: 'python3', pip: 'python3-pip', compiler: 'g++' }],
  ['dnf', 'sudo dnf install', { npm: 'nodejs-npm', python: 'python3', pip: 'python3-pip', compiler: 'gcc-c++' }],
  ['yum', 'sudo yum install', { npm: 'npm', python: 'python3', pip: 'python3-pip', compiler: 'gcc-c++' }],
  ['zypper', 'sudo zypper install', { npm: 'npm', python: 'python3', pip: 'python3-pip', compiler: 'gcc-c++' }],
  ['pacman', 'sudo pacman -S', { npm: 'npm', python: 'python', pip: 'python-pip', compiler: 'gcc' }],
  ['apk', 'sudo apk add', { npm: 'npm', python: 'python3', pip: 'py3-pip', compiler: 'g++' }],
  ['brew', 'brew install', { npm: 'node', python: 'python', pip: 'python', compiler: 'gcc' }],
  [
    'winget',
    'winget install',
    {
      npm: 'OpenJS.NodeJS.LTS',
      python: 'Python.Python.3.12',
      pip: 'Python.Python.3.12',
      compiler: 'Microsoft.VisualStudio.2022.BuildTools',
    },
  ],
];

/** Returns how to get what is missing on this system: `sudo apt-get install python3-pip g++`. Empty where nothing is. */
export function installHint(missing: readonly Missing[], has: (program: string) => boolean): string {
  if (!missing.length) return '';
  const manager = managers.find(([program]) => has(program));
  if (!manager) return 'Get it from your system’s package manager, or from nodejs.org and python.org.';
  const [, command, names] = manager;
  return `Run ${command} ${[...new Set(missing.map(m => names[m]))].join(' ')}.`;
}

/** Whether a program of that name is on the path. */
export function isOnPath(program: string, environment: NodeJS.ProcessEnv): boolean {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return (environment.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .some(folder => endings.some(ending => fs.existsSync(path.join(folder, program + ending))));
}
