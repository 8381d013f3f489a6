export interface TermTable {
  id: string;
  program_id: string;
  facet: string;
  text: string;
  scheme: string | null;
  concept_id: string | null;
  origin: string;
  actor_id: string | null;
  /** When the program first had this text in this facet from this origin. */
  created_at: string;
  document_number: number | null;
  file: string | null;
  pointer: string | null;
  line: number | null;
  column: number | null;
  end_line: number | null;
  end_column: number | null;
  words: string | null;
}

/** One row: the curation's commit that the meanings of all terms are as of. */
export interface AppliedCurationTable {
  id: string;
  commit: string;
  applied_at: string;
}
