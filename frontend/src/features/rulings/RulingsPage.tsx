// The rulings of this body.
import { Empty } from '../../ui/Empty'
import { Page } from '../../ui/Page'
import { words } from '../../words'

export function RulingsPage() {
  return (
    <Page title={words.shell.rulings}>
      <Empty title="No ruling has been published.">A ruling appears here when the registry publishes it.</Empty>
    </Page>
  )
}
