#!/usr/bin/env node

// An old Node must be able to read this file: it then gets a sentence instead of a syntax error.
if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(
    `error: Node ${process.versions.node} is too old for tke-cilium. Use Node 20 or later.\n`,
  );
  process.exitCode = 1;
} else {
  keepCompiledCode();
  require('../build/cli.js');
}

/** From Node 22.1 on compiled code is kept between runs, where there is room for it. */
function keepCompiledCode() {
  const { enableCompileCache } = require('node:module');
  if (enableCompileCache) {
    try {
      enableCompileCache(require('../build/lib/cache.js').cacheDirectory('code'));
    } catch (_) {
      // Then it is compiled again.
    }
  }
}
