/** What one seed decides: sizes, terms, and which faults come when. */
@NullMarked
package io.centrifuge.simulation.scenario;

import org.jspecify.annotations.NullMarked;
