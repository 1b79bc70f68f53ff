import { leafOf } from "./changes";
import type { Change } from "./changes";
import type { ChainProvisioning, DeviceProfile } from "./deviceProfile";
import type { ProfileFailure, RegisteredDevice } from "./registry";
import { withProfile } from "./registry";
import type { Result } from "../result";
import { fail, ok } from "../result";
import type { ServerState } from "./state";
import { doing } from "./state";

/** Gives every device profile; the default one is always there. */
export function profilesOf(state: ServerState): readonly DeviceProfile[] {
  const kept = [...state.registry.profiles.values()];
  return kept.some(({ isDefault }) => isDefault) ? kept : [firstDefault(state), ...kept];
}

/** Gives the profile of a device, or of a new one that names none. */
export function profileOf(
  state: ServerState,
  { profileId }: Pick<RegisteredDevice, "profileId">,
): DeviceProfile {
  const profiles = profilesOf(state);
  const named = profiles.find(({ id }) => id === profileId);
  return named ?? profiles.find(({ isDefault }) => isDefault) ?? firstDefault(state);
}

/** Gives the profile with this id. */
export function profileById(state: ServerState, id: string): DeviceProfile | undefined {
  return profilesOf(state).find((profile) => profile.id === id);
}

/** Gives the profile whose devices show leaves of this CA, by ThingsBoard's id of the CA's certificate. */
export function profileByCa(state: ServerState, caId: string): DeviceProfile | undefined {
  return profilesOf(state).find(({ chain }) => chain?.caId === caId);
}

/** Adds or replaces a device profile. */
export function profileSaved(
  state: ServerState,
  profile: DeviceProfile,
): Result<Change<DeviceProfile>, ProfileFailure> {
  const others = profilesOf(state).filter(({ id }) => id !== profile.id);
  if (others.some(({ name }) => name === profile.name)) {
    return fail({ code: "profile-name-taken", name: profile.name });
  }
  const registry = withProfile(state.registry, profile);
  return registry.ok ? ok({ step: doing({ ...state, registry: registry.value }), value: profile }) : registry;
}

/**
 * Reads the CA of a chain-provisioning profile; the first certificate of the text counts. Undefined where none can be
 * read. ThingsBoard keeps the certificate with its BEGIN and END lines and its body in one line, and finds the profile
 * by the SHA3-256 of that body; source: DeviceProfileServiceImpl.formatDeviceProfileCertificate.
 */
export function caOf(provisionDeviceSecret: string): Pick<ChainProvisioning, "caId" | "caPem"> | undefined {
  const ca = leafOf(provisionDeviceSecret);
  return ca.ok
    ? {
        caId: ca.value.credentialsId,
        caPem: `-----BEGIN CERTIFICATE-----\n${ca.value.value}\n-----END CERTIFICATE-----`,
      }
    : undefined;
}

/** ThingsBoard makes it with the tenant; here it is kept once it was changed. */
function firstDefault({ account }: ServerState): DeviceProfile {
  return { id: account.deviceProfileId, name: "default", createdMs: 0, isDefault: true, version: 1 };
}
