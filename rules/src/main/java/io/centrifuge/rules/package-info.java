/**
 * Core with one or more of its safety rules removed, for tests that must then fail; and what keeps
 * the patches that remove them up to date.
 */
@NullMarked
package io.centrifuge.rules;

import org.jspecify.annotations.NullMarked;
