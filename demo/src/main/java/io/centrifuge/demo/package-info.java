/**
 * The demo: runs the rendezvous service as separate processes, kills, adds, drains and restarts
 * some of them under load, and checks every answer. Begin at {@link
 * io.centrifuge.demo.Demo}.
 */
@NullMarked
package io.centrifuge.demo;

import org.jspecify.annotations.NullMarked;
