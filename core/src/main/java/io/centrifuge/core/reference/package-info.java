/**
 * How owners and managers say what has not changed: by reference to a list that both know
 * (docs/protocol.md, "By reference"). Neither machine knows of it.
 */
@NullMarked
package io.centrifuge.core.reference;

import org.jspecify.annotations.NullMarked;
