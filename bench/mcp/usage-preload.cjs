/** Loaded into a Node program by `--require`: at SIGUSR2 it writes its CPU so far and its resident set to descriptor 3. */
'use strict';
const { writeSync } = require('node:fs');

process.on('SIGUSR2', () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, `${JSON.stringify({ cpu: user + system, rss: process.memoryUsage.rss() })}\n`);
});
