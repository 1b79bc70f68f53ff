// A program that does nothing but run the server until it is told to stop: it ends by itself when no handle is left.
import { startRig } from "./testServerRig";

const rig = await startRig();
console.log(JSON.stringify({ mqttPort: rig.open.mqttPort, caFile: rig.server.certificateFile }));
process.stdin.once("data", () => {
  process.stdin.destroy();
  void rig.stop();
});
