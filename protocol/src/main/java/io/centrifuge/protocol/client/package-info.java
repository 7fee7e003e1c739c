/** How a client finds managers and connects to them. */
@NullMarked
package io.centrifuge.protocol.client;

import org.jspecify.annotations.NullMarked;
