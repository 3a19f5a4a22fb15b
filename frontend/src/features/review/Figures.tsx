// What the scores indicate, once all sheets are in: per proposition the index on its scale, then each
// row with every member's answer and reasons, first and revised; and the changing of one's own.
import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { http } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Form, LongTextField } from '../../ui/Form'
import { Table } from '../../ui/Table'
import { words } from '../../words'
import type { Exhibit } from './Exhibits'
import { Answer } from './Sheet'
import type { Given, Review, Row, StepReview } from './shapes'
import { text } from './text'
import styles from './Review.module.css'

interface Room {
  caseId: string
  claimId: string
  step: StepReview
  review: Review
  exhibits: readonly Exhibit[]
  onReview: (next: Review) => void
}

type Figures = NonNullable<StepReview['figures']>
type Proposition = Figures['propositions'][number]
type Index = NonNullable<Proposition['dispositive']>

export function Figures(room: Room) {
  const { step } = room
  return (
    <section aria-label={text.figures}>
      <h3>{text.figures}</h3>
      <p>{text.figuresSays}</p>
      {step.figures?.propositions.map((one) => (
        <article key={one.proposition}>
          <h4>
            {one.proposition} · {words.law.proposition[one.proposition]}
          </h4>
          {one.dispositive && <Reading index={one.dispositive} />}
          {one.advisory && (
            <>
              <p>{text.advisory}</p>
              <Reading index={one.advisory} />
            </>
          )}
          <Table
            caption={`${one.proposition} ${text.rows}`}
            rows={one.rows}
            rowKey={(row) => row.key}
            columns={[
              { key: 'name', head: text.criterion, main: true, cell: (row) => named(step, row.key) },
              { key: 'answers', head: text.answers, cell: (row) => row.distribution.join(' · ') },
              { key: 'median', head: text.median, end: true, narrow: true, cell: (row) => row.median ?? '—' },
              { key: 'spread', head: text.spread, end: true, narrow: true, cell: (row) => row.spread ?? '—' },
              {
                key: 'marks',
                head: text.gate,
                narrow: true,
                cell: (row) => (
                  <>
                    {row.gate && <Badge tone={row.gate === 'failed' ? 'strong' : 'quiet'}>{words.law.gate[row.gate]}</Badge>}
                    {row.split && (
                      <span title={text.splitSays}>
                        <Badge tone="strong">{text.split}</Badge>
                      </span>
                    )}
                  </>
                ),
              },
            ]}
          />
          {one.rows.map((row) => (
            <Reasons key={row.key} {...room} row={row} />
          ))}
        </article>
      ))}
    </section>
  )
}

function named(step: StepReview, key: string): string {
  const row = step.rows.find((one) => one.key === key)
  return row ? `${row.criterion} ${row.name}` : key
}

function Reading({ index }: { index: Index }) {
  const value = index.index ?? null
  return (
    <div className={styles.read}>
      <p>
        {text.index}: <b>{value === null ? text.suppressed : `${value.shown} (${value.num}/${value.den})`}</b>
        {index.coverage && (
          <>
            {' '}
            · {text.coverage}: {index.coverage.shown}
          </>
        )}
      </p>
      {value !== null && (
        <div className={styles.scale} aria-hidden="true">
          <span className={styles.needle} style={{ insetInlineStart: `calc(${(100 * value.num) / value.den}% - 1px)` }} />
          {text.bounds.map(([at, label]) => (
            <span key={label} className={styles.bound} style={{ insetInlineStart: `${at}%` }}>
              {label}
            </span>
          ))}
        </div>
      )}
      <p className={styles.indicates}>{words.law.indication[index.indication]}</p>
    </div>
  )
}

function Reasons({ row, ...room }: Room & { row: Proposition['rows'][number] }) {
  const { step, review } = room
  const asked = step.rows.find((one) => one.key === row.key)
  const me = review.members.find((member) => member.me)?.id
  return (
    <details>
      <summary>{text.reasonsOn(named(step, row.key))}</summary>
      <dl className={styles.members}>
        {row.answers.map((answer) => {
          const last = answer.versions[answer.versions.length - 1]
          if (!last) return null
          const times = answer.versions.length - 1
          return (
            <div key={answer.member}>
              <dt>
                {review.members.find((member) => member.id === answer.member)?.name} <Badge>{last.answer}</Badge>{' '}
                {times > 0 && <Badge tone="quiet">{text.revised(times)}</Badge>}
              </dt>
              <dd>{last.reasons || last.missing}</dd>
              {last.exhibits.length > 0 && <dd className={styles.relies}>{text.relies(last.exhibits.join(', '))}</dd>}
              {last.change_reason && (
                <dd>
                  {text.reviseReason}: {last.change_reason}
                </dd>
              )}
              {answer.member === me && asked && step.can.includes('revise') && <Revise {...room} row={asked} first={last as unknown as Given} />}
            </div>
          )
        })}
      </dl>
    </details>
  )
}

function Revise({ row, first, ...room }: Room & { row: Row; first: Given }) {
  const [given, setGiven] = useState<Given>({ ...first, missing: first.missing ?? '' })
  const [reason, setReason] = useState('')
  const revise = useMutation({
    mutationFn: async () => {
      const { answer, confidence, reasons, exhibits, missing } = given
      const { data } = await http.POST('/cases/{case}/review/{claim}/{step}/revise', {
        params: { path: { case: room.caseId, claim: room.claimId, step: room.step.step } },
        body: { key: row.key, answer: { answer, confidence, reasons, exhibits, missing }, reason } as never,
      })
      return data as Review
    },
    onSuccess: room.onReview,
  })
  return (
    <details>
      <summary>{text.revise}</summary>
      <Form problem={asProblem(revise.error)} onSubmit={() => revise.mutate()} label={text.revise}>
        <Answer row={row} given={given} exhibits={room.exhibits} path="answer" onChange={(part) => setGiven((before) => ({ ...before, ...part }))} />
        <LongTextField path="reason" label={text.reviseReason} hint={text.reviseReasonHint} value={reason} onChange={setReason} rows={3} />
        <Button type="submit" busy={revise.isPending}>
          {text.revise}
        </Button>
      </Form>
    </details>
  )
}
