/** The guarantees, each checked by what the machines show, after every event. */
@NullMarked
package io.centrifuge.simulation.check;

import org.jspecify.annotations.NullMarked;
