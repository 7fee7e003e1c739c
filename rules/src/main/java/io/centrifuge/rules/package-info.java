/** Core with one or more of its safety rules removed, for tests that must then fail. */
@NullMarked
package io.centrifuge.rules;

import org.jspecify.annotations.NullMarked;
