// Many calls of a function with the least memory.
import { readFileSync } from 'node:fs'
import { call, logIn, startOperation } from './calls.mjs'
import { table } from './cold.mjs'
import { rss } from './processes.mjs'

const MEMORY = 128

export async function endure(build, services, calls) {
  const tokens = await logIn(build, services)
  const rows = []
  for (const operation of ['login', 'check']) {
    const host = await startOperation(build, operation, services, MEMORY)
    const times = []
    let errors = 0
    try {
      for (let i = 0; i < calls; i++) {
        try {
          const { handed, answered } = await call(host, operation, tokens)
          times.push(answered - handed)
        } catch (error) {
          errors++
          console.error(error.message)
          if (host.child.exitCode !== null || host.child.signalCode !== null) break
        }
      }
      times.sort((a, b) => a - b)
      const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${host.child.pid}/status`, 'utf8'))?.[1]) / 1024
      rows.push([operation, times.length, errors, ...[0.5, 0.99, 1].map(share => times[Math.ceil(times.length * share) - 1].toFixed(1)), (host.cpu() / times.length).toFixed(2), rss(host.child).toFixed(0), peak.toFixed(0)])
    } finally {
      await host.end()
    }
  }
  console.log(`\n**${build.name} with ${MEMORY} MB, one call after another**\n`)
  table(['', 'answered', 'errors', 'p50 ms', 'p99 ms', 'longest ms', 'CPU ms per call', 'RSS MiB', 'highest RSS MiB'], rows)
}
