/** A synchronous call: the caller waits for the answer of each service before it calls the next. */
export interface Call {
  readonly type: "Call";
  readonly request: number;
  /** Which try of which step of the order it is: an answer to an earlier try is nobody's. */
  readonly step: number;
  readonly attempt: number;
  readonly message: number;
  readonly poison: boolean;
  readonly carries: readonly number[];
}

export interface Answer {
  readonly type: "Answer";
  readonly request: number;
  readonly step: number;
  readonly attempt: number;
  readonly ok: boolean;
  readonly carries: readonly number[];
}
