/** Key hashes, half-open ranges of them, and maps from every key hash to a value. */
@NullMarked
package io.centrifuge.core.key;

import org.jspecify.annotations.NullMarked;
