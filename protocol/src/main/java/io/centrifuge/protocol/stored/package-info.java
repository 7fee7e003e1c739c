/** What the store keeps on its disks and in its backups, in {@code store.proto}. */
@NullMarked
package io.centrifuge.protocol.stored;

import org.jspecify.annotations.NullMarked;
