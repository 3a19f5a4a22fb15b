// The docket: every case one may know of.
import { Empty } from '../../ui/Empty'
import { Page } from '../../ui/Page'
import { words } from '../../words'

export function CasesPage() {
  return (
    <Page title={words.shell.docket}>
      <Empty title="No case is on the docket.">A case appears here when the registry has received a request for review.</Empty>
    </Page>
  )
}
