import type { Change, Leaf, Registered } from "./changes";
import { credentialsOf, credentialsSet, deviceAdded } from "./changes";
import type { RefusalReason } from "./admission";
import type { DeviceProfile } from "./deviceProfile";
import { deviceNameOf } from "./deviceProfile";
import { profileOf } from "./profiles";
import type { RegisteredDevice } from "./registry";
import { deviceByName } from "./registry";
import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Moment, ServerState } from "./state";
import { doing } from "./state";
import { uuidFrom } from "./uuid";

/** Why a chain that a profile knows brings no device. */
export type ChainRefusal = Extract<
  RefusalReason,
  "profile-pattern-unmatched" | "profile-name-taken" | "profile-makes-no-device"
>;

/**
 * Finds or makes the device whose leaf a profile's CA signed, by the leaf's common name. A device of the profile gets the
 * leaf in place of another certificate, and keeps an access token; a name that only another profile's device has is taken.
 * Source: DeviceProvisionServiceImpl.provisionDeviceViaX509Chain.
 */
export function provisionedByChain(
  state: ServerState,
  profile: DeviceProfile,
  leaf: Leaf,
  moment: Moment,
): Result<Change<Registered>, ChainRefusal> {
  const name = deviceNameOf(profile.chain?.certificateRegExPattern ?? "", leaf.commonName);
  if (name === undefined) {
    return fail("profile-pattern-unmatched");
  }
  const known = deviceByName(state.registry, name);
  if (known !== undefined && profileOf(state, known).id === profile.id) {
    return leafTaken(state, known, leaf);
  }
  if (profile.chain?.allowsNewDevices !== true) {
    return fail("profile-makes-no-device");
  }
  const description = profile.isDefault ? { name } : { name, profileId: profile.id };
  const added = deviceAdded(state, description, credentialsOf(leaf, uuidFrom(moment.random)), moment);
  return added.ok ? added : fail("profile-name-taken");
}

function leafTaken(
  state: ServerState,
  { id: deviceId, name: deviceName, credentials }: RegisteredDevice,
  leaf: Leaf,
): Result<Change<Registered>, ChainRefusal> {
  const { type, credentialsId } = credentials;
  if (type !== "X509_CERTIFICATE") {
    return ok({ step: doing(state), value: { deviceId, deviceName, credentialsId } });
  }
  const change = credentialsSet(state, deviceId, credentialsOf(leaf, credentials.id));
  return change.ok ? change : fail("profile-name-taken");
}
