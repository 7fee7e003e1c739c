/** Who should own each range: a pure function from owners to an assignment. */
@NullMarked
package io.centrifuge.core.placement;

import org.jspecify.annotations.NullMarked;
