import { describeShutdown, folderOfDownloads } from '../support/shutdown.ts'

describeShutdown('serve', ['serve'], folderOfDownloads())
