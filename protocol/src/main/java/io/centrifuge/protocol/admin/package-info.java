/** What administrators ask of managers and stores, and the answers, as values. */
@NullMarked
package io.centrifuge.protocol.admin;

import org.jspecify.annotations.NullMarked;
