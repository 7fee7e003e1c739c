/** How a client finds managers and connects to them, and what administrators ask. */
@NullMarked
package io.centrifuge.protocol.client;

import org.jspecify.annotations.NullMarked;
