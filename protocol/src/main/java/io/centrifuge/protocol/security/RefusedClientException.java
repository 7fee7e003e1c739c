package io.centrifuge.protocol.security;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** A client's certificate is refused; the message says whose, and why. */
final class RefusedClientException extends CertificateException {
    private static final long serialVersionUID = 1;

    RefusedClientException(X509Certificate shown, CertificateException why) {
        // The JDK looks at the cause, and no deeper, for what to tell the client.
        super(
                "%s: %s".formatted(shown.getSubjectX500Principal(), TlsFailure.innermost(why)),
                why.getCause() == null ? why : why.getCause());
    }
}
