/** For `node --import`: ends a process once its parent is gone, however that died. */
export const endWithParent =
  'data:text/javascript,const { ppid } = process; setInterval(() => process.ppid === ppid || process.exit(), 1000).unref()';
