export interface AccessTokenTable {
  id: string;
  /** SHA-256 in hexadecimal */
  secret_hash: string;
  name: string;
  email: string | null;
  role: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
}

export interface AccessSessionTable {
  /** SHA-256 of the cookie's secret, in hexadecimal */
  hash: string;
  token_id: string;
  created_at: string;
  expires_at: string;
}

export interface AuditTable {
  id: string;
  at: string;
  token_id: string | null;
  name: string;
  role: string | null;
  act: string;
  subject: string;
  commit: string | null;
}
