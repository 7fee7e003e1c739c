/** The owner's machine and the immutable snapshot that checks are answered from. */
@NullMarked
package io.centrifuge.core.owner;

import org.jspecify.annotations.NullMarked;
