/** Virtual time, and everything in it: processes with their clocks, the network, the store. */
@NullMarked
package io.centrifuge.simulation.world;

import org.jspecify.annotations.NullMarked;
