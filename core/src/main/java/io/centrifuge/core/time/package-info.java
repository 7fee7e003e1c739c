/** A process's clocks, what is read on them, and the times that are counted on them. */
@NullMarked
package io.centrifuge.core.time;

import org.jspecify.annotations.NullMarked;
