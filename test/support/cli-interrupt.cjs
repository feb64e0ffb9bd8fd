// Loaded before nerve: sends Ctrl-C (SIGINT) to it right after the file number INTERRUPT_AT was put in its place.
const fs = require('node:fs');

const { renameSync } = fs;
let left = Number(process.env.INTERRUPT_AT);
fs.renameSync = (from, to) => {
  renameSync(from, to);
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGINT');
};
