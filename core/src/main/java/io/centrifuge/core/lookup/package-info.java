/** The lookup's machine, its immutable snapshot, and the loss rule. */
@NullMarked
package io.centrifuge.core.lookup;

import org.jspecify.annotations.NullMarked;
