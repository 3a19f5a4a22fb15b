// The end of a document: a side takes back what it has not filed, and a certificate says what was destroyed.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, certificateQuery, refreshCases, type DocumentView } from '../../api/cases'
import { http, root } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { nameOf } from '../../ui/Paper'
import { Problem } from '../../ui/Problem'
import { English, Written } from '../../ui/Said'
import { filings as say, words } from '../../words'
import styles from './Filings.module.css'

/** Asked twice, since there is no way back. */
export function TakeBack({ id, document }: { id: string; document: DocumentView }) {
  const [sure, setSure] = useState(false)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => answered(http.DELETE('/cases/{case}/documents/{document}', { params: { path: { case: id, document: document.id } } })),
    onSuccess: refreshCases,
  })
  return (
    <div className={styles.ending}>
      <Problem problem={asProblem(error)} />
      {sure && <p>{say.ending.sure}</p>}
      <Button small busy={isPending} aria-label={say.ending.takeBackOf(nameOf(document))} onClick={() => (sure ? mutate() : setSure(true))}>
        {say.ending.takeBack}
      </Button>
      {sure && <Button small onClick={() => setSure(false)}>{words.ui.notNow}</Button>}
    </div>
  )
}

export function Destroyed({ id, document, at }: { id: string; document: string; at: string }) {
  const [open, setOpen] = useState(false)
  const { data, error } = useQuery({ ...certificateQuery(id, document), enabled: open })
  return (
    <div className={styles.ending}>
      <p>
        {say.ending.destroyed} <When at={at} dateOnly />
      </p>
      <Button small onClick={() => setOpen(!open)} aria-expanded={open}>
        {say.ending.certificate}
      </Button>
      <Problem problem={asProblem(error)} />
      {open && data && (
        <>
          <English>
            <pre dir="ltr">{data.certificate}</pre>
          </English>
          <p>
            <a href={`${root}/cases/${id}/documents/${document}/certificate.pdf`}>{say.ending.paper}</a>
          </p>
          <p>{say.ending.signed}</p>
          <pre dir="ltr">
            <Written>{data.minisig}</Written>
          </pre>
          <pre dir="ltr">{data.public_key}</pre>
        </>
      )}
    </div>
  )
}
