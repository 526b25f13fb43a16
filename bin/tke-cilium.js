#!/usr/bin/env node

// An old Node must be able to read this file: it then gets a sentence instead of a syntax error.
if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(
    `error: Node ${process.versions.node} is too old for tke-cilium. Use Node 20 or later.\n`,
  );
  process.exitCode = 1;
} else {
  require('../build/cli.js');
}
