/** The README's program: an owner and a lookup in one process. */
@NullMarked
package io.centrifuge.examples.quickstart;

import org.jspecify.annotations.NullMarked;
