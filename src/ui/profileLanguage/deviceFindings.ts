import { deviceProblemTable, type DeviceProblem, type OtherValue } from "../../core/devices/deviceProblems";
import { deviceProblemWords, otherValueWords } from "../words/deviceProblems";
import type { Finding } from "./findings";
import type { PlaceRange } from "./places";
import type { PlaceOf } from "./valuePlaces";

/** What turns a problem of a device into a finding. */
export interface Surroundings {
  readonly placeOf: PlaceOf;
  /** Names another properties file as the person knows it. */
  readonly labelOf: (propertiesPath: string) => string;
  /** The place of a value in another file; undefined where that is gone or cannot be read. */
  readonly otherPlaceOf: (value: OtherValue) => PlaceRange | undefined;
}

/** Gives the finding of a device's problem, with the places in other files that can be shown. */
export function deviceFindingOf(
  problem: DeviceProblem,
  { placeOf, labelOf, otherPlaceOf }: Surroundings,
): Finding {
  return {
    code: problem.code,
    severity: deviceProblemTable[problem.code].severity,
    message: deviceProblemWords(problem, labelOf),
    range: placeOf(problem.key),
    related: problem.others.flatMap((other) => {
      const range = otherPlaceOf(other);
      const message = otherValueWords(other.key);
      return range === undefined ? [] : [{ message, range, file: other.propertiesPath }];
    }),
  };
}
