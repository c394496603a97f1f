import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

const CONVENTIONAL = 'data'

/**
 * The newsroom's folder if `POLYFEED_DATA` is not set: `data`, else the working directory, else its only subfolder with
 * a `site.yaml`. So `polyfeed init news && polyfeed serve` works in an empty folder.
 */
export function defaultDataFolder(workingDirectory = '.'): string {
  const isNewsroom = (folder: string): boolean => existsSync(path.join(workingDirectory, folder, 'site.yaml'))
  const conventional = [CONVENTIONAL, '.'].find(isNewsroom)
  if (conventional !== undefined) return conventional
  const [only, another] = readdirSync(workingDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isNewsroom(entry.name))
    .map(({ name }) => name)
  return only !== undefined && another === undefined ? only : CONVENTIONAL
}
