import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';

// What the readers of model files share: it knows none of the formats.
const formats = './extension/core/formats';
const shared = [
  ...['sources', 'containers', 'tensors', 'fileProblems.ts', 'openedFile.ts'].map(name => `${formats}/${name}`),
  ...['./extension/protocol', './extension/core/runs', './extension/core/pictures', './extension/core/stats'],
];
// Dependencies point one way. A zone names a room and what it must not import.
const rooms = {
  './extension/protocol': [],
  './extension/core': ['./extension/protocol'],
  [`${formats}/sources`]: shared,
  [`${formats}/containers`]: shared,
  [`${formats}/tensors`]: shared,
  [`${formats}/findings`]: shared,
  [`${formats}/architecture`]: [...shared, './extension/core/layers', './extension/core/text'],
  './extension/child': ['./extension/protocol', './extension/core'],
  // Processes and threads that never load TensorFlow.js.
  './extension/child/reader': ['./extension/protocol', './extension/core', './extension/child/service'],
  './extension/child/service': ['./extension/protocol', './extension/core/limits'],
  './extension/engine': ['./extension/protocol', './extension/core'],
  './extension/cli': ['./extension/engine', './extension/protocol', './extension/core'],
  './extension/host': [
    './extension/protocol',
    './extension/core',
    './extension/engine',
    './extension/contributions.ts',
    './language/analysis',
    './language/figures',
  ],
  './webview': ['./extension/protocol', './extension/core/stats', './extension/core/text/plainText.ts'],
  './language/analysis': ['./extension/protocol', './extension/core'],
  './language/figures': ['./extension/protocol', './extension/core'],
  './language/providers': [
    './extension/protocol',
    './extension/core',
    './extension/engine',
    './extension/contributions.ts',
    './language/analysis',
    './language/figures',
  ],
};
const own = ['./extension', './webview', './language', './samples', './test'];
const isInside = (inner, outer) => inner === outer || inner.startsWith(outer + '/');
const zones = Object.entries(rooms).flatMap(([target, may]) =>
  own
    .filter(from => ![target, ...may].includes(from))
    .map(from => ({
      target,
      from,
      except: [...new Set([target, ...may])]
        .filter(p => isInside(p, from) && p !== from)
        .map(p => './' + p.slice(from.length + 1)),
      message: `${target.slice(2)} may import only: ${['itself', ...may.map(p => p.slice(2))].join(', ')}`,
    })),
);
/** Packages that only the named rooms may import. */
const packages = [
  {
    names: ['vscode'],
    rooms: ['extension/host/**', 'extension/extension.ts', 'language/providers/**', 'test/editor/**'],
  },
  { names: ['esbuild'], rooms: ['extension/engine/**', 'esbuild.mjs', 'test/**'] },
  {
    names: ['@tensorflow/*'],
    rooms: ['extension/child/**', 'samples/**', 'test/**'],
    except: ['extension/child/reader/**', 'extension/child/service/**', 'extension/child/background/**'],
  },
  { names: ['@vscode/webview-ui-toolkit'], rooms: ['webview/toolkit.ts'] },
  { names: ['chart.js', 'chart.js/*'], rooms: ['webview/charts/chartjs.ts'] },
  { names: ['typescript'], rooms: ['language/analysis/**', 'test/**'] },
];

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      '.vscode-test/**',
      '**/.layerglass/**',
      'node_modules/**',
      'test/fixtures/**',
      'test/output/**',
      '**/*.as.ts',
      '**/*.generated.ts',
      'samples/**/*.js',
    ],
  },
  ...tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.mjs', '.js'] } } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['extension/**/*.ts', 'webview/**/*.ts', 'language/**/*.ts'],
    plugins: {
      rooms: {
        rules: {
          packages: {
            create: context => {
              const file = context.filename.slice(context.cwd.length + 1).replaceAll('\\', '/');
              const check = node => {
                const name = node.source?.value;
                if (typeof name !== 'string') return;
                for (const p of packages) {
                  const isNamed = p.names.some(n => (n.endsWith('/*') ? name.startsWith(n.slice(0, -1)) : name === n));
                  const isIn = r => (r.endsWith('/**') ? file.startsWith(r.slice(0, -2)) : file === r);
                  const isAllowed = p.rooms.some(isIn) && !p.except?.some(isIn);
                  if (isNamed && !isAllowed)
                    context.report({ node, message: `only ${p.rooms.join(', ')} may import ${name}` });
                }
              };
              return {
                ImportDeclaration: check,
                ImportExpression: check,
                ExportNamedDeclaration: check,
                ExportAllDeclaration: check,
              };
            },
          },
        },
      },
    },
    rules: { 'rooms/packages': 'error' },
  },
);
