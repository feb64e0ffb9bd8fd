#!/usr/bin/env node
// Checks the Node version before anything is imported: newer native parts crash old Nodes instead of failing.
const [major, minor, patch] = process.versions.node.split('.').map(Number);
const supported =
  major >= 26 ||
  (major === 24 && minor >= 15) ||
  (major === 22 && (minor > 22 || (minor === 22 && patch >= 2)));

if (!supported) {
  process.stderr.write(
    `nerve needs Node 24.15 or newer (22.22.2 and 26 work too); this is ${process.versions.node}. ` +
      'In a checkout run `npm ci && npx nerve`, which brings its own Node; elsewhere install Node 24.\n',
  );
  process.exitCode = 5;
} else {
  // Below the folder for temporary files, unless NODE_COMPILE_CACHE says where; NODE_DISABLE_COMPILE_CACHE=1 turns it off.
  process.getBuiltinModule('node:module').enableCompileCache();
  import('../dist/cli.js').then(({ main }) => main(process.argv.slice(2)));
}
