/** The manager server: the machine's driver, its gRPC services, and how one is started. */
@NullMarked
package io.centrifuge.manager;

import org.jspecify.annotations.NullMarked;
