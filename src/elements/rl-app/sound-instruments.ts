/** The instruments of the sound: loaded once there is some. Main thread. */

import '../rl-meter/rl-meter.ts';
import '../rl-spectrum/rl-spectrum.ts';
