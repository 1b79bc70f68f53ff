import { fail, ok, type Result } from "../result";

/** A place in a CSV file: line and column from 1, the column in UTF-16 units. */
export interface CsvPlace {
  readonly line: number;
  readonly column: number;
}

/** One field of a row. */
export interface CsvField extends CsvPlace {
  /** Without the quotes around it. */
  readonly text: string;
  /** Behind its last character, quotes included. */
  readonly end: CsvPlace;
}

/** One row of fields; one that is blank has a single empty field. */
export interface CsvRow {
  /** From 1, the header included: a quoted field may go over several lines. */
  readonly number: number;
  readonly fields: readonly CsvField[];
}

/** Why a text is no CSV, and where: at the quote that opens the field, or at the character that is one too many. */
export interface CsvFailure extends CsvPlace {
  readonly code: "csv-unclosed-quote" | "csv-text-behind-quote" | "csv-field-too-long";
  readonly row: number;
}

/** How a text is read. */
export interface CsvOptions {
  /** One character. */
  readonly delimiter: string;
  /**
   * `strict`: a quote that is not closed and text behind a closing one are failures, and blanks around quotes are left
   * out. `lenient`: the first goes to the end of the text, and all the rest belongs to the field.
   */
  readonly quotes: "strict" | "lenient";
  /** The most UTF-16 units of one field; any number unless given. */
  readonly longestField?: number;
}

/** Gives the delimiter of a text by its first line: `;` where that has one and no comma. */
export function delimiterIn(text: string): "," | ";" {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  return head.includes(";") && !head.includes(",") ? ";" : ",";
}

/** Reads a whole text. */
export function readCsv(text: string, options: CsvOptions): Result<readonly CsvRow[], CsvFailure> {
  const reader = new CsvReader(options);
  const read = reader.read(text);
  const rest = read.ok ? reader.end() : read;
  return read.ok && rest.ok ? ok([...read.value, ...rest.value]) : rest;
}

type State =
  /** Before the first character of a field. */
  | "start"
  | "bare"
  | "quoted"
  /** Behind a quote in a quoted field: it closes the field, or is the first of two. */
  | "quote"
  /** Behind a quoted field and a blank. */
  | "closed";

/**
 * Reads CSV (RFC 4180) piece by piece: fields in quotes hold delimiters, line ends and doubled quotes; CRLF, LF and CR end
 * a row; a byte order mark at the start is left out. What is kept of a text is one row.
 */
export class CsvReader {
  readonly #options: CsvOptions;
  #state: State = "start";
  #text = "";
  #fields: CsvField[] = [];
  #rows: CsvRow[] = [];
  #row = 1;
  #line = 1;
  #column = 1;
  /** Where the field, and its quotes, begin. */
  #begin: CsvPlace = { line: 1, column: 1 };
  #isAfterReturn = false;
  #isAtStart = true;

  constructor(options: CsvOptions) {
    this.#options = options;
  }

  /** Gives the rows that end in this piece of the text. Nothing is to be read after a failure. */
  read(piece: string): Result<readonly CsvRow[], CsvFailure> {
    const first = this.#isAtStart && piece.startsWith("\uFEFF") ? 1 : 0;
    this.#isAtStart &&= piece === "";
    for (let at = first; at < piece.length; at += 1) {
      const char = piece.charAt(at);
      const isRest = char === "\n" && this.#isAfterReturn;
      const code = isRest && this.#state !== "quoted" ? undefined : this.#take(char);
      if (code !== undefined) {
        return fail(this.#failure(code, this.#place()));
      }
      this.#advance(char, isRest);
    }
    return ok(this.#taken());
  }

  /** Gives the last row, where no line end follows it. */
  end(): Result<readonly CsvRow[], CsvFailure> {
    if (this.#state === "quoted" && this.#options.quotes === "strict") {
      return fail(this.#failure("csv-unclosed-quote", this.#begin));
    }
    if (this.#state !== "start" || this.#text !== "" || this.#fields.length > 0) {
      this.#endRow();
    }
    return ok(this.#taken());
  }

  #taken(): readonly CsvRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #take(char: string): CsvFailure["code"] | undefined {
    switch (this.#state) {
      case "start":
        return this.#takeFirst(char);
      case "bare":
        return this.#takeBare(char);
      case "quoted":
        return char === '"' ? this.#goOn("quote", "") : this.#goOn("quoted", char);
      case "quote":
        return char === '"' ? this.#goOn("quoted", char) : this.#takeBehind(char);
      case "closed":
        return this.#takeBehind(char);
    }
  }

  #takeFirst(char: string): CsvFailure["code"] | undefined {
    const isStrict = this.#options.quotes === "strict";
    if (isStrict && isBlank(char) && char !== this.#options.delimiter) {
      return this.#goOn("start", char);
    }
    if (char === '"' && (isStrict || this.#text === "")) {
      this.#text = "";
      this.#begin = this.#place();
      return this.#goOn("quoted", "");
    }
    return this.#takeBare(char);
  }

  #takeBare(char: string): CsvFailure["code"] | undefined {
    return this.#isEnd(char) ? this.#endField(char) : this.#goOn("bare", char);
  }

  #takeBehind(char: string): CsvFailure["code"] | undefined {
    if (this.#isEnd(char)) {
      return this.#endField(char);
    }
    if (this.#options.quotes === "lenient") {
      return this.#goOn("bare", char);
    }
    return isBlank(char) ? this.#goOn("closed", "") : "csv-text-behind-quote";
  }

  #isEnd(char: string): boolean {
    return char === this.#options.delimiter || char === "\n" || char === "\r";
  }

  #goOn(state: State, text: string): CsvFailure["code"] | undefined {
    this.#state = state;
    this.#text += text;
    return this.#text.length > (this.#options.longestField ?? Infinity) ? "csv-field-too-long" : undefined;
  }

  #endField(char: string): CsvFailure["code"] | undefined {
    if (char === this.#options.delimiter) {
      this.#keepField();
      this.#begin = { line: this.#line, column: this.#column + 1 };
    } else {
      this.#endRow();
    }
    return undefined;
  }

  #keepField(): void {
    this.#fields.push({ text: this.#text, ...this.#begin, end: this.#place() });
    this.#text = "";
    this.#state = "start";
  }

  #endRow(): void {
    this.#keepField();
    this.#rows.push({ number: this.#row, fields: this.#fields });
    this.#fields = [];
    this.#row += 1;
  }

  /** A line ends at LF, at CR, and once at both. */
  #advance(char: string, isRest: boolean): void {
    this.#isAfterReturn = char === "\r";
    if (char === "\r" || char === "\n") {
      this.#line += isRest ? 0 : 1;
      this.#column = 1;
      if (this.#fields.length === 0 && this.#text === "" && this.#state === "start") {
        this.#begin = this.#place();
      }
    } else {
      this.#column += 1;
    }
  }

  #place(): CsvPlace {
    return { line: this.#line, column: this.#column };
  }

  #failure(code: CsvFailure["code"], place: CsvPlace): CsvFailure {
    return { code, row: this.#row, ...place };
  }
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t";
}
