/**
 * Runs the production machines in virtual time, breaks everything around them, and checks the
 * guarantees.
 */
@NullMarked
package io.centrifuge.simulation;

import org.jspecify.annotations.NullMarked;
