/** What managers and owners say to each other, before any encoding. */
@NullMarked
package io.centrifuge.core.message;

import org.jspecify.annotations.NullMarked;
