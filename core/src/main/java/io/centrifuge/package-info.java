/**
 * What users of the libraries see of Centrifuge besides the library itself: keys and ranges of
 * them, names, and the answers to checks and lookups.
 */
@NullMarked
package io.centrifuge;

import org.jspecify.annotations.NullMarked;
