/** What one seed decides: sizes, timing, and which faults come when. */
@NullMarked
package io.centrifuge.simulation.scenario;

import org.jspecify.annotations.NullMarked;
