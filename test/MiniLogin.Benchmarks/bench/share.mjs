// The processor share and the memory of a Lambda function: a cgroup for one process, of version 1 or 2, if this machine allows it.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cpu } from './processes.mjs'

/** The memory size, in MB, that comes with one processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const ONE_PROCESSOR = 1769
/** In µs. AWS does not document it. A short one is closer to a slower processor; the kernel's minimum for 128 MB is 14,000. */
const PERIOD = 20_000

const root = '/sys/fs/cgroup'
const isVersion2 = existsSync(join(root, 'cgroup.controllers'))
const controllers = isVersion2 ? [''] : ['cpu', 'cpuacct', 'memory']
let created = 0

/** Why there can be no cgroups here, or undefined. */
export const unavailable = probe()

/**
 * Creates a share for a process that has not started yet. Its memory is limited at once, its processor by `limit`, because a
 * function has at least one whole processor until it requests its first event. Without `megabytes` it only measures.
 */
export function createShare(child, megabytes) {
  if (unavailable) return { limit() {}, cpu: () => cpu(child), remove() {} }
  const share = create()
  if (megabytes) share.set(isVersion2 ? 'memory.max' : 'memory.limit_in_bytes', megabytes * 1024 * 1024)
  share.set('cgroup.procs', child.pid)
  return {
    limit() {
      if (!megabytes) return
      const quota = Math.round(PERIOD * megabytes / ONE_PROCESSOR)
      if (isVersion2) return share.set('cpu.max', `${quota} ${PERIOD}`)
      share.set('cpu.cfs_period_us', PERIOD)
      share.set('cpu.cfs_quota_us', quota)
    },
    /** The processor time of the process, in ms. */
    cpu: () => isVersion2 ? Number(/usage_usec (\d+)/.exec(share.read('cpu.stat'))[1]) / 1e3 : Number(share.read('cpuacct.usage')) / 1e6,
    /** Call it when the process has ended. */
    remove: share.remove,
  }
}

function create() {
  if (isVersion2) writeFileSync(join(root, 'cgroup.subtree_control'), '+cpu +memory')
  const folders = controllers.map(controller => join(root, controller, `minilogin-bench-${process.pid}-${created++}`))
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  const foldersOf = name => folders.filter(folder => existsSync(join(folder, name)))
  return {
    set(name, value) {
      for (const folder of foldersOf(name)) writeFileSync(join(folder, name), String(value))
    },
    read: name => readFileSync(join(foldersOf(name)[0], name), 'utf8'),
    remove() {
      for (const folder of folders) {
        try {
          rmdirSync(folder)
        } catch {
          // The kernel may still be clearing it up. An empty cgroup does no harm.
        }
      }
    },
  }
}

function probe() {
  try {
    create().remove()
  } catch (error) {
    return error.message
  }
}
