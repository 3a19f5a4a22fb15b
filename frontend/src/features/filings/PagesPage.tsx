// A document of class C3, page by page.
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { caseQuery, documentQuery, pageOf } from '../../api/cases'
import { desk } from '../../api/client'
import { asProblem } from '../../api/problem'
import { EmergencyReading } from '../../EmergencyReading'
import { Page } from '../../ui/Page'
import { PageViewer } from '../../ui/PageViewer'
import { nameOf } from '../../ui/Paper'

export function PagesPage() {
  const { case: id = '', document: paper = '' } = useParams({ strict: false })
  const { data: view } = useSuspenseQuery(caseQuery(id))
  const { data: document } = useSuspenseQuery(documentQuery(id, paper))
  const name = [document.exhibit, nameOf(document)].filter(Boolean).join(' ')
  return (
    <Page title={name} tab={`${name} · ${view.caption}`} back={{ href: desk(`/cases/${id}/filings`), label: view.caption }}>
      <EmergencyReading view={view} />
      <PageViewer label={name} load={(no) => pageOf(id, paper, no)} asRefusal={asProblem} />
    </Page>
  )
}
