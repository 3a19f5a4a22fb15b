// What waits for me.
import { Empty } from '../../ui/Empty'
import { Page } from '../../ui/Page'
import { words } from '../../words'

export function WorkPage() {
  return (
    <Page title={words.shell.work}>
      <Empty title="Nothing waits for you.">What you owe, or may do now, appears here by due date as soon as a case asks it of you.</Empty>
    </Page>
  )
}
