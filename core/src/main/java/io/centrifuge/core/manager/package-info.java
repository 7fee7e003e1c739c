/** The manager's machine: its election, and the leasing of each service while it leads. */
@NullMarked
package io.centrifuge.core.manager;

import org.jspecify.annotations.NullMarked;
