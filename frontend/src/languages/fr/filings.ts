// What the screens of filings say.
import type { Dictionary } from '../dictionary'

export const filings: Dictionary['filings'] = {
  acts: 'Ce que vous pouvez déposer maintenant',
  title: 'Dépôts',
  empty: 'Rien n’a encore été déposé dans cette affaire.',
  emptyWhy: 'La demande, les communications et les pièces apparaissent ici quand une partie les dépose ; chacune est notifiée à l’autre partie au même moment.',
  documents: 'Documents au dossier',
  noDocuments: 'Aucun document n’est au dossier.',
  noDocumentsWhy: 'Les documents apparaissent ici avec le dépôt auquel ils appartiennent. Une pièce reçoit sa cote, par exemple UKR-1, lors du dépôt.',
  exhibit: 'Pièce',
  document: 'Document',
  by: 'De',
  class: 'Qui peut le lire',
  size: 'Taille',
  hash: 'SHA-256',
  filed: (side) => `Déposant : ${side.toLowerCase()}`,
  entry: (no) => `Inscription n° ${no}`,
  late: 'Déposé hors délai',
  statement: 'Exposé',
  statementHint: 'Il figure au dossier dans vos termes ; les documents peuvent en dire davantage.',
  panelStatement: 'Pourquoi un groupe spécial est demandé',
  panelStatementHint: 'Les allégations en l’état deviennent le mandat.',
  exhibitTitle: 'Titre de la pièce',
  exhibitTitleHint: 'Chaque document joint reçoit la cote suivante de votre partie.',
  unfiled: 'Envoyé, pas encore déposé',
}
