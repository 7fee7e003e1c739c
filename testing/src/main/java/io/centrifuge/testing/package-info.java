/** For tests of whoever uses Centrifuge: a manager in their JVM, with time that the test moves. */
@NullMarked
package io.centrifuge.testing;

import org.jspecify.annotations.NullMarked;
