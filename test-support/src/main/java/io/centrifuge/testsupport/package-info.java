/** What the tests of several modules share; nothing that is shipped depends on it. */
@NullMarked
package io.centrifuge.testsupport;

import org.jspecify.annotations.NullMarked;
