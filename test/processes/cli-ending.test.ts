import { describeShutdown } from '../support/shutdown.ts'

describeShutdown('serve', ['serve'])
