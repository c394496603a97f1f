import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * The running child processes of a process, by proc(5); empty on other systems. Without `command`, all except intake
 * processes, which start and exit with refreshes; else those whose command line contains it.
 */
export function childrenOf(pid: number, command?: string): number[] {
  try {
    const told = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const running = told.split(' ').filter(Boolean).map(Number).filter(isRunning)
    return running.filter((child) => {
      const line = readFileSync(`/proc/${child}/cmdline`, 'utf8')
      return command === undefined ? !line.includes('ingest/worker') : line.includes(command)
    })
  } catch {
    return []
  }
}

/** The running processes of a process group, by proc(5). */
export function processesOfGroup(group: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  return pids.filter((pid) => groupOf(pid) === group && isRunning(pid))
}

function groupOf(pid: number): number | undefined {
  try {
    // "pid (name) state ppid pgrp …": the name may contain spaces and parentheses.
    const [, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(group)
  } catch {
    return undefined
  }
}

export function isRunning(pid: number): boolean {
  try {
    // Zombies and dead processes are not running.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The process that has a connection from a local port, by proc(5). */
export function connectedFrom(port: number, pids: readonly number[]): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((each) => each.trim().split(/\s+/))
    .find(([, local]) => local === `0100007F:${hex}`)
  const socket = line && `socket:[${line[9]}]`
  return pids.find((pid) => readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === socket))
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file)
  } catch {
    return undefined
  }
}
