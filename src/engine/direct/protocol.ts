/** A synchronous call: the caller waits for the answer of each service before it calls the next. */
export interface Call {
  readonly type: "Call";
  readonly request: number;
  readonly message: number;
  readonly poison: boolean;
  readonly carries: readonly number[];
}

export interface Answer {
  readonly type: "Answer";
  readonly request: number;
  readonly ok: boolean;
  readonly carries: readonly number[];
}
