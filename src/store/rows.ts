import { conditionsOn } from './conditions.ts'
import { dailyOn } from './daily.ts'
import { feedsOn } from './feeds.ts'
import { filesOn } from './files.ts'
import { firstPlacementsOn } from './first-placements.ts'
import { guidsOn } from './guids.ts'
import { headOn } from './head.ts'
import { monthsOn } from './months.ts'
import { outboxOn } from './outbox.ts'
import { placementsOn } from './placements.ts'
import { recordsOn } from './records.ts'
import { refreshesOn } from './refreshes.ts'
import type { Sql } from './sql.ts'
import { topicsOn } from './topics.ts'
import { variantsOn } from './variants.ts'
import { versionsOn } from './versions.ts'
import { withdrawalsOn } from './withdrawals.ts'

/** All reads and writes of the store on one connection. */
export function rowsOn(sql: Sql) {
  return {
    ...headOn(sql),
    ...filesOn(sql),
    ...variantsOn(sql),
    ...placementsOn(sql),
    ...firstPlacementsOn(sql),
    ...monthsOn(sql),
    ...withdrawalsOn(sql),
    ...guidsOn(sql),
    ...feedsOn(sql),
    ...versionsOn(sql),
    ...recordsOn(sql),
    ...refreshesOn(sql),
    ...conditionsOn(sql),
    ...dailyOn(sql),
    ...outboxOn(sql),
    ...topicsOn(sql),
  }
}
