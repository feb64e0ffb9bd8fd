// Loaded before a process: at SIGUSR2 it collects garbage and leaves what is left in `memory.json` beside it.
import { renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('SIGUSR2', () => {
    gc();
    gc();
    const { heapUsed, rss } = process.memoryUsage();
    writeFileSync('memory.json.draft', JSON.stringify({ heapUsed, rss }));
    renameSync('memory.json.draft', 'memory.json');
  });
}
