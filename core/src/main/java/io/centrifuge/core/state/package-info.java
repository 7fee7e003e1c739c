/** What is committed: the lease tables, the leader's record, and the one {@code apply}. */
@NullMarked
package io.centrifuge.core.state;

import org.jspecify.annotations.NullMarked;
