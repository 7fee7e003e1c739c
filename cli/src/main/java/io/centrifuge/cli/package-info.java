/** The launcher's commands: {@code ./centrifuge COMMAND}. Begin at {@link Main}. */
@NullMarked
package io.centrifuge.cli;

import org.jspecify.annotations.NullMarked;
