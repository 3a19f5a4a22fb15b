// The people of the body and their roles.
import { Empty } from '../../ui/Empty'
import { Page } from '../../ui/Page'
import { words } from '../../words'

export function PeoplePage() {
  return (
    <Page title={words.shell.people}>
      <Empty title="Nobody has been added yet.">People appear here when the body administrator adds them.</Empty>
    </Page>
  )
}
