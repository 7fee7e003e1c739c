/** Certificates to try things with. */
@NullMarked
package io.centrifuge.authority;

import org.jspecify.annotations.NullMarked;
