/** Which cluster a manager belongs to, and which one a client acts on. */
@NullMarked
package io.centrifuge.core.cluster;

import org.jspecify.annotations.NullMarked;
