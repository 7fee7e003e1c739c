/** The seam between the manager and whatever keeps its committed state. */
@NullMarked
package io.centrifuge.manager.store;

import org.jspecify.annotations.NullMarked;
