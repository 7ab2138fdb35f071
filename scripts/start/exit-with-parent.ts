/**
 * Preloaded into every process that `npm start` starts (`node --import`). When the starter is gone, even by kill -9, the
 * channel between the two closes: the process then stops as if asked to, and without grace when that takes too long.
 */
const GRACE_MS = 5_000

if (process.channel !== undefined) {
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    process.kill(process.pid, 'SIGTERM')
  })
  // Listening must not keep a process alive that has nothing else to do.
  process.channel.unref()
}
