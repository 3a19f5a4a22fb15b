// Linkage reports.
import { Empty } from '../../ui/Empty'
import { Page } from '../../ui/Page'
import { words } from '../../words'

export function LinkagePage() {
  return (
    <Page title={words.shell.reports}>
      <Empty title="No linkage report has been drafted.">A report appears here when the registry drafts one for a state and a half-year.</Empty>
    </Page>
  )
}
