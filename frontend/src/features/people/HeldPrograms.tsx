// The programs that act for the people of the body, and the way to end one.
import { useState } from 'react'
import { api, http, queries } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { EndProgram, scopesInWords } from '../../session/Programs'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Table } from '../../ui/Table'
import { people, words } from '../../words'

type Held = components['schemas']['HeldClient']

const say = people.programs

export function HeldPrograms({ mayEnd }: { mayEnd: boolean }) {
  const [ending, setEnding] = useState<Held>()
  const [done, setDone] = useState('')
  const query = api.useInfiniteQuery(
    'get',
    '/clients',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Section title={say.all}>
      <p>{say.allLead}</p>
      <div role="status">{done && <p>{done}</p>}</div>
      <Problem problem={asProblem(query.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {ending && (
        <EndProgram
          name={ending.name}
          end={() => http.DELETE('/clients/{client}', { params: { path: { client: ending.id } } })}
          onClose={(ended) => {
            setEnding(undefined)
            if (!ended) return
            setDone(say.ended(ending.name))
            void queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => path === '/clients' })
          }}
        />
      )}
      {rows && (
        <Table
          caption={say.all}
          rows={rows}
          rowKey={({ id }) => id}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={<p>{say.allEmpty}</p>}
          columns={[
            { key: 'name', head: say.name, main: true, cell: ({ name }) => <bdi>{name}</bdi> },
            { key: 'person', head: say.person, cell: ({ person_name }) => <bdi>{person_name}</bdi> },
            { key: 'scopes', head: say.scopes, cell: ({ scopes }) => scopesInWords(scopes) },
            { key: 'expires', head: say.expires, cell: ({ expires_at }) => <When at={expires_at} /> },
            { key: 'used', head: say.used, cell: ({ used_at }) => (used_at ? <When at={used_at} /> : say.never) },
            ...(mayEnd
              ? [
                  {
                    key: 'end',
                    head: '',
                    narrow: true,
                    cell: (one: Held) => (
                      <Button small aria-label={`${say.end}${words.ui.colon}${one.name}`} onClick={() => setEnding(one)}>
                        {say.end}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Section>
  )
}
