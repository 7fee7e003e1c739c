/**
 * Who may connect and how that is known: TLS by files that are read again when they change, the
 * names in a certificate, and the policy that says what a name may do (docs/operating.md,
 * "Security").
 */
@NullMarked
package io.centrifuge.protocol.security;

import org.jspecify.annotations.NullMarked;
